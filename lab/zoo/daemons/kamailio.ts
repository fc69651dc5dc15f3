import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['kamailio'],
  start: ({ dir, address }) => ({
    files: {
      'kamailio.cfg':
        'log_stderror=yes\nchildren=1\nloadmodule "sl.so"\nrequest_route {\n sl_send_reply("200", "OK");\n}\n',
    },
    script: `exec kamailio -DD -E -m 32 -M 4 -f ${dir}/kamailio.cfg -P ${dir}/pid -Y ${dir} -l udp:${address}:5060 -l tcp:${address}:5060`,
  }),
  endpoints: [
    { port: 5060, protocol: 'sip', product: 'Kamailio', version: 'revealed' },
    { port: 5060, transport: 'udp', protocol: 'sip', product: 'Kamailio', version: 'revealed' },
  ],
})
