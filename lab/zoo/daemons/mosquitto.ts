import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['mosquitto'],
  start: ({ dir, cert, key }) => ({
    files: {
      'mosquitto.conf': `user root\nper_listener_settings true\nlistener 1883\nallow_anonymous true\nlistener 8883\nallow_anonymous true\ncertfile ${cert}\nkeyfile ${key}\nlistener 11884\nallow_anonymous false\n`,
    },
    script: `exec mosquitto -c ${dir}/mosquitto.conf`,
  }),
  endpoints: [
    // Product and version are told in a session only, to who logs in as nobody.
    { port: 1883, protocol: 'mqtt' },
    { port: 8883, protocol: 'mqtt', tls: true },
    { port: 11884, protocol: 'mqtt', password: true },
  ],
})
