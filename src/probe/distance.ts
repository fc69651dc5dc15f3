/** How far a host is: this machine, the same link, or beyond the first router. Keys of Pace. */
export type Distance = 'own' | 'onLink' | 'beyond'

/** Tells the distance of an address in network byte order: the first `length` bytes of `address`. Allocates nothing. */
export type DistanceClassifier = (address: Uint8Array, length: 4 | 16) => Distance

/** Reads the addresses and routes of this machine once; thin: loopback only until the routes land. */
export function distanceClassifier(): DistanceClassifier {
  return (address, length) => {
    if (length === 4) return address[0] === 127 ? 'own' : 'beyond'
    for (let i = 0; i < 15; i++) if (address[i] !== 0) return 'beyond'
    return address[15] === 1 ? 'own' : 'beyond'
  }
}
