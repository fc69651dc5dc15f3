import type { ListeningSocket } from './socket.ts'

/** A socket for tests: TCP on 127.0.0.1:80 but for what is given. */
export function listeningSocket(given: Partial<ListeningSocket> = {}): ListeningSocket {
  return {
    transport: 'tcp',
    family: 4,
    address: '127.0.0.1',
    port: 80,
    v6only: null,
    device: 0,
    uid: 0,
    inode: 1,
    acceptQueue: null,
    ...given,
  }
}
