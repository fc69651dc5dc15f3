import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['python3-websockets'],
  start: () => ({
    files: {
      'zoo.py': `import asyncio, websockets\nasync def echo(peer):\n  async for message in peer: await peer.send(message)\nasync def main():\n  async with websockets.serve(echo, '0.0.0.0', 8765): await asyncio.Future()\nasyncio.run(main())\n`,
    },
    script: 'exec /usr/bin/python3 zoo.py',
  }),
  endpoints: [{ port: 8765, protocol: 'http', product: 'websockets', version: 'revealed' }],
})
