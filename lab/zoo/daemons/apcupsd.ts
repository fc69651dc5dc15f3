import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['apcupsd'],
  aside: ['apcupsd'],
  start: ({ dir }) => ({
    files: {
      'apcupsd.conf': `## apcupsd.conf v1.1 ##\nUPSNAME zoo\nUPSCABLE ether\nUPSTYPE net\nDEVICE 127.0.0.1:3552\nLOCKFILE ${dir}\nSCRIPTDIR ${dir}\nPWRFAILDIR ${dir}\nNOLOGINDIR ${dir}\nNETSERVER on\nNISIP 0.0.0.0\nNISPORT 3551\nEVENTSFILE ${dir}/events\nUPSCLASS standalone\nUPSMODE disable\n`,
    },
    script: `exec apcupsd -b -f ${dir}/apcupsd.conf`,
  }),
  endpoints: [{ port: 3551, protocol: 'apcupsd', product: 'apcupsd', version: 'revealed' }],
})
