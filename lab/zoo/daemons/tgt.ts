import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['tgt'],
  // One that serves nothing hangs up on everybody.
  start: () => ({
    script: `tgtd -f --iscsi portal=0.0.0.0:3260 &
until tgtadm --lld iscsi --op new --mode target --tid 1 -T iqn.2026-11.test.zoo:disk; do sleep 0.2; done
tgtadm --lld iscsi --op bind --mode target --tid 1 -I ALL
wait`,
  }),
  endpoints: [{ port: 3260, protocol: 'iscsi' }],
})
