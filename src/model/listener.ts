import { z } from 'zod'
import { address, instant, pid, port } from './fields.ts'
import { binds, containerEngines, transports } from './unions.ts'

export const Container = z.object({
  engine: z.enum(containerEngines),
  id: z.string(),
  name: z.string().nullable(),
})
export type Container = z.infer<typeof Container>

/** A process that holds the socket open. */
export const Holder = z.object({
  pid,
  name: z.string(),
  executable: z.string().nullable(),
  command: z.string().nullable().describe('Command line, secrets masked'),
  user: z.string().nullable(),
})
export type Holder = z.infer<typeof Holder>

/** What is noteworthy about the file that the process runs from. Null where it could not be told. */
export const ExecutableFacts = z.object({
  deleted: z.boolean().nullable(),
  worldWritable: z.boolean().nullable(),
  package: z.string().nullable().describe('Package that owns the file'),
  outsidePackage: z.boolean().nullable().describe('True when a package database was asked and knows no owner'),
})
export type ExecutableFacts = z.infer<typeof ExecutableFacts>

/** A socket seen from inside. The flat fields are those of the oldest holder; `processes` has all. */
export const Listener = z
  .object({
    transport: z.enum(transports),
    address,
    port,
    bind: z.enum(binds),
    interface: z.string().nullable().describe('Device the socket is tied to (SO_BINDTODEVICE or zone)'),
    dualStack: z
      .literal(true)
      .optional()
      .describe('Of a socket that is tied to a device: it takes IPv4 packets on its `::` as well'),
    pid: pid.nullable(),
    process: z.string().nullable(),
    executable: z.string().nullable(),
    executableFacts: ExecutableFacts.nullable(),
    command: z.string().nullable(),
    user: z.string().nullable(),
    unit: z.string().nullable().describe('systemd unit'),
    container: Container.nullable(),
    netns: z.string().nullable().describe('Network namespace when it is not ours: its name or net:[inode]'),
    connections: z.int().min(0).nullable().describe('Connections established on this port now'),
    acceptQueue: z
      .object({ waiting: z.int().min(0), limit: z.int().min(0) })
      .nullable()
      .describe('TCP only: connections waiting to be accepted, and how many may wait'),
    since: instant.nullable().describe('When the oldest holder started'),
    processes: z.array(Holder),
  })
  .describe('A listening socket seen from inside')
export type Listener = z.infer<typeof Listener>
