// A mail server as far as its greeting and its answer to EHLO go, on every address of its host: node greeter.mjs <port>
import { createServer } from 'node:net'

const server = createServer({ noDelay: true }, (socket) => {
  socket.on('error', () => {})
  socket.write('220 mail.example ESMTP Exim 4.96 Sun, 22 Nov 2026 10:00:00 +0000\r\n')
  socket.on('data', (data) => {
    const isHello = data.toString('latin1').startsWith('EHLO')
    if (isHello) socket.write('250-mail.example Hello client.example [10.9.0.1]\r\n250-SIZE 52428800\r\n250 HELP\r\n')
    else socket.end('221 mail.example closing connection\r\n')
  })
})
server.listen(Number(process.argv[2]), '0.0.0.0', 4096)
