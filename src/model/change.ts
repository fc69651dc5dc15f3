import { z } from 'zod'
import { address, instant, port } from './fields.ts'
import { states, transports } from './unions.ts'

const path = z.string().startsWith('/')
/** A program and its arguments; no shell reads them. */
const argv = z.array(z.string()).min(1)

/** One thing that is done to this machine. Each may be done twice: the second time changes nothing. */
export const Step = z.discriminatedUnion('do', [
  z.object({ do: z.literal('run'), argv, onlyIf: argv.nullable().describe('Left out unless this one exits with 0') }),
  z.object({ do: z.literal('write'), path, text: z.string() }),
  z.object({ do: z.literal('remove'), path }),
  z.object({ do: z.literal('keep'), path, argv }).describe('What the program prints becomes the file'),
  z.object({ do: z.literal('block'), path, name: z.string(), text: z.string() }).describe('Lines at the end of a file'),
  z.object({ do: z.literal('unblock'), path, name: z.string() }),
  z.object({ do: z.literal('restore'), path }).describe('The file as it was before the change'),
])
export type Step = z.infer<typeof Step>

export const Endpoint = z.object({ address, transport: z.enum(transports), port })
export type Endpoint = z.infer<typeof Endpoint>

/** What a plan does to a machine, and how all of it is taken back. */
export const Change = z.object({
  apply: z.array(Step).describe('On the running state'),
  undo: z.array(Step).describe('Takes back just that'),
  confirm: z.array(Step).describe('Makes it last beyond the next start'),
  unconfirm: z.array(Step).describe('Takes that back, once it was undone'),
  files: z.array(path).describe('What these steps write to, themselves or by the programs that they run'),
})
export type Change = z.infer<typeof Change>

/** A file as it was. `copy`: its name among the files of the change; null: there was none. */
export const SavedFile = z.object({
  path,
  copy: z.string().nullable(),
  mode: z.int(),
  uid: z.int(),
  gid: z.int(),
})
export type SavedFile = z.infer<typeof SavedFile>

/** What is kept of a change: written before anything is changed. */
export const KeptChange = z.object({
  id: z.string(),
  madeAt: instant,
  endpoint: Endpoint,
  plan: z.string(),
  title: z.string(),
  change: Change,
  saved: z.array(SavedFile),
  confirmWithin: z.int().min(1).describe('Seconds'),
})
export type KeptChange = z.infer<typeof KeptChange>

/** What one vantage saw of one address of the endpoint. */
export const Look = z.object({
  vantage: z.string(),
  address,
  state: z.enum(states).nullable().describe('Null: it says nothing of it'),
  at: instant.nullable().describe('Null: it does not say when'),
})
export type Look = z.infer<typeof Look>

/** What was seen of an endpoint from elsewhere, before and after it was changed. */
export const Looks = z.object({
  addresses: z.array(address).describe('Those that are looked at'),
  mayCome: z.string().nullable().describe('Who is let in all the same; null: nobody'),
  changedAt: instant.nullable().describe('Null: it is not changed yet'),
  before: z.array(Look),
  after: z.array(Look),
})
export type Looks = z.infer<typeof Looks>

/** How far a change is: it goes down this list, or from anywhere to `rolled-back`. */
export const stages = ['armed', 'applied', 'confirming', 'confirmed', 'rolling-back', 'rolled-back'] as const

export const Progress = z.object({
  stage: z.enum(stages),
  at: instant,
  notes: z.array(z.string()),
})
export type Progress = z.infer<typeof Progress>
