import { expect, test } from 'vitest'
import { runBpf } from '../../test/bpf-interpreter.ts'
import { BpfProgram } from './bpf.ts'

const facts = { protocol: 0x0800, direction: 0 }

test('an instruction is code, two distances and a number, in eight bytes', () => {
  const program = new BpfProgram()
    .load(2, 12)
    .jump('equal', 0x0800, 'ip', 'other')
    .label('other')
    .return(0)
    .label('ip')
    .return(64)
  // As tcpdump -dd prints it: { 0x28, 0, 0, 12 }, { 0x15, 1, 0, 0x800 }, { 0x6, 0, 0, 0 }, { 0x6, 0, 0, 64 }
  expect(Buffer.from(program.assemble()).toString('hex')).toBe(
    '28000000' + '0c000000' + '15000100' + '00080000' + '06000000' + '00000000' + '06000000' + '40000000',
  )
})

test('without a label a jump goes on to the next instruction', () => {
  const program = new BpfProgram().load(1, 0).jump('greater', 5, null, 'no').return(1).label('no').return(0).assemble()
  expect(runBpf(program, Uint8Array.of(6), facts)).toBe(1)
  expect(runBpf(program, Uint8Array.of(5), facts)).toBe(0)
})

test('jumps lead forward, to labels that are there, at most 255 instructions away', () => {
  const far = (distance: number) => {
    const program = new BpfProgram().jump('equal', 0, 'end')
    for (let i = 0; i < distance; i++) program.return(0)
    return program.label('end').return(1)
  }
  expect(runBpf(far(255).assemble(), new Uint8Array(), facts)).toBe(1)
  expect(() => far(256).assemble()).toThrow(RangeError)
  expect(() => new BpfProgram().jump('equal', 0, 'nowhere').assemble()).toThrow(RangeError)
  expect(() => new BpfProgram().label('back').jump('equal', 0, 'back').return(0).assemble()).toThrow(RangeError)
})
