import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['bird2'],
  start: ({ dir }) => ({
    files: {
      'bird.conf':
        'router id 10.9.0.2;\nprotocol device {}\nprotocol bgp zoo {\n local as 65001;\n neighbor 10.9.0.1 as 65002;\n passive on;\n ipv4 { import none; export none; };\n}\n',
    },
    script: `exec bird -f -c ${dir}/bird.conf -s ${dir}/socket`,
  }),
  endpoints: [{ port: 179, protocol: 'bgp' }],
})
