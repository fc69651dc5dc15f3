// What makes no sense is a UsageError, before anything is sent; what could not be done is an OperationError.
// node --import tsx examples/errors.ts 10.0.0.300
import { OperationError, scan, UsageError } from 'portreeve'

const targets = process.argv.slice(2)

try {
  for await (const { address, port } of scan(targets, { ports: 'ssh' })) console.log(address, port)
} catch (error) {
  if (error instanceof UsageError) console.log(`not asked right: ${error.message}`)
  else if (error instanceof OperationError) console.log(`could not be done: ${error.message}`)
  else throw error
}
