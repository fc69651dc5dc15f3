import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['istgt'],
  // On the other port of iSCSI (RFC 7143 section 1.1), for tgt has 3260.
  start: ({ dir }) => ({
    files: {
      auth: '',
      'istgt.conf': `[Global]\n NodeBase "iqn.2026-11.test.zoo"\n PidFile ${dir}/pid\n AuthFile ${dir}/auth\n LogFacility "local7"\n DiscoveryAuthMethod Auto\n[UnitControl]\n AuthMethod Auto\n Portal UC1 127.0.0.1:3261\n Netmask 127.0.0.1\n[PortalGroup1]\n Portal DA1 0.0.0.0:860\n[InitiatorGroup1]\n InitiatorName "ALL"\n Netmask ALL\n[LogicalUnit1]\n TargetName disk\n Mapping PortalGroup1 InitiatorGroup1\n AuthMethod Auto\n UnitType Disk\n LUN0 Storage ${dir}/disk 1MB\n`,
    },
    script: `chmod 600 ${dir}/auth; exec istgt -D -c ${dir}/istgt.conf`,
  }),
  endpoints: [{ port: 860, protocol: 'iscsi' }],
})
