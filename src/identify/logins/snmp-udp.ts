import { hex } from '../families/hex.ts'
import { describedAs } from '../families/snmp-description.ts'
import { getRequest, variablesIn } from '../families/snmp-message.ts'
import { defineLogin } from '../login.ts'

/** sysDescr.0, sysObjectID.0 and sysName.0 (RFC 3418): 1.3.6.1.2.1.1.x.0. */
const objects = [1, 2, 5].map((object) => Uint8Array.of(0x2b, 6, 1, 2, 1, 1, object, 0))
const name = (object: number) => `1.3.6.1.2.1.1.${object}.0`

export default defineLogin({
  protocol: 'snmp',
  summary: 'with the community "public" to SNMP agents',
  source: 'RFC 1901 section 3, RFC 3416 section 4.2.1, RFC 3418 section 2',
  evenSilent: true,
  async attempt(conversation) {
    const id = conversation.random(4).map((byte, i) => (i === 0 ? (byte & 0x3f) | 0x40 : byte))
    const variables = variablesIn(await conversation.ask(getRequest('public', id, objects)))
    if (variables === null) return null
    const [description, objectId, systemName] = [1, 2, 5].map((object) => variables.get(name(object)))
    return { ...describedAs(description, objectId), facts: { community: 'public', description, objectId, systemName } }
  },
  examples: [
    {
      // Net-SNMP 5.9.3.
      talk: [
        hex(
          '3081b002010104067075626c6963a281a202046a2a2a2a020100020100308193306006082b0601020101010004544c696e7578207a6f6f20362e',
          '312e302d34342d616d64363420233120534d5020505245454d50545f44594e414d49432044656269616e20362e312e3136342d31202832303236',
          '2d30322d313729207838365f3634301606082b06010201010200060a2b06010401bf0803020a301706082b06010201010500040b7a6f6f2e6578',
          '616d706c65',
        ),
      ],
      expect: {
        protocol: 'snmp',
        product: 'Net-SNMP',
        os: 'Linux 6.1.0-44-amd64',
        facts: { community: 'public', systemName: 'zoo.example', objectId: '1.3.6.1.4.1.8072.3.2.10' },
      },
    },
  ],
})
