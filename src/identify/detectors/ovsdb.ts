import { cpe } from '../cpe.ts'
import { defineDetector } from '../detector.ts'
import { jsonObject } from '../families/json.ts'

const listDatabases = '{"id":"portreeve","method":"list_dbs","params":[]}'
const openVSwitch = 'Open_vSwitch'
const version =
  '{"id":"version","method":"transact","params":["Open_vSwitch",{"op":"select","table":"Open_vSwitch","where":[],"columns":["ovs_version"]}]}'

export default defineDetector({
  id: 'ovsdb',
  transport: 'tcp',
  summary: 'OVSDB: configuration of Open vSwitch and OVN',
  source: 'RFC 7047 sections 4.1.1 (list_dbs) and 5.2.2 (select); ovs-vswitchd.conf.db(5); RFC 8259',
  ports: [6640, 6641, 6642],
  specificity: 90,
  safety: 'query',
  elsewhere: 9,
  hello: () => Buffer.from(listDatabases),
  match(reply) {
    const told = reply.startsWith('{') ? jsonObject(reply.text) : null
    if (told?.id !== 'portreeve' || !Array.isArray(told.result)) return null
    const databases = told.result.filter((name) => typeof name === 'string').slice(0, 20)
    const isSwitch = databases.includes(openVSwitch)
    const isOvn = databases.some((name) => name.startsWith('OVN_'))
    return {
      protocol: 'ovsdb',
      ...(isSwitch && {
        product: 'Open vSwitch',
        vendor: 'Open vSwitch',
        cpe: [cpe('a', 'openvswitch', 'openvswitch')],
      }),
      ...(isOvn && { product: 'OVN', vendor: 'Open vSwitch' }),
      facts: { databases, authRequired: false },
    }
  },
  /** The number that the switch writes down when it starts. */
  async converse(conversation, match) {
    if (match.product !== 'Open vSwitch') return match
    const reply = await conversation.ask(version)
    const number = /"ovs_version":"(\d[\w.+-]{0,40})"/.exec(reply.slice(0, 1_000))?.[1]
    return number === undefined
      ? match
      : { ...match, version: number, cpe: [cpe('a', 'openvswitch', 'openvswitch', number)] }
  },
  examples: [
    {
      reply: '{"id":"portreeve","result":["Open_vSwitch","_Server"],"error":null}',
      talk: ['{"id":"version","result":[{"rows":[{"ovs_version":"3.1.0"}]}],"error":null}'],
      expect: {
        protocol: 'ovsdb',
        product: 'Open vSwitch',
        version: '3.1.0',
        facts: { databases: ['Open_vSwitch', '_Server'], authRequired: false },
      },
    },
  ],
})
