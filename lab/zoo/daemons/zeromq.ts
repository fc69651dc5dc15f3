import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  // A socket of the library that everybody builds on.
  packages: ['python3-zmq'],
  start: () => ({
    files: {
      'router.py':
        'import zmq\ncontext = zmq.Context()\nsocket = context.socket(zmq.ROUTER)\nsocket.bind("tcp://0.0.0.0:4506")\nwhile True: socket.recv_multipart()\n',
    },
    script: 'exec /usr/bin/python3 router.py',
  }),
  endpoints: [{ port: 4506, protocol: 'zmtp' }],
})
