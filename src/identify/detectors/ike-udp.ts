import { defineDetector } from '../detector.ts'
import { hex } from '../families/hex.ts'
import { matchIke } from '../families/ike.ts'

export default defineDetector({
  id: 'ike-udp',
  transport: 'udp',
  summary: 'IPsec key exchange',
  source: 'RFC 7296 sections 3.1 to 3.3, 3.10 and 3.12',
  ports: [500],
  specificity: 80,
  safety: 'hello',
  payload: 'ike',
  match: matchIke,
  examples: [
    {
      // charon of strongSwan 5.9.8 without a connection.
      reply: hex('3ec2c5453ef6a9e6f0787ea700f4452a292022200000000000000024000000080000000e'),
      expect: { protocol: 'ike', facts: { ikeVersion: 2, notifies: ['no proposal chosen'] } },
    },
    {
      // The same with a vendor id (RFC 7296 section 3.12).
      reply: hex(
        '3ec2c5453ef6a9e6f0787ea700f4452a2920222000000000000000382b0000080000000e',
        '00000014882fe56d6fd20dbc2251613b2ebe5beb',
      ),
      expect: { protocol: 'ike', product: 'strongSwan' },
    },
  ],
})
