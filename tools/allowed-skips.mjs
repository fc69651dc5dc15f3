// What a kernel or machine may really lack. As root, CI lets a test skip for no other reason; a reason begins with one of these.
const tunnels = ['no ipip module', 'no sit module', 'no gre module', 'no wireguard module']
const allowed = ['no systemd as PID 1', 'no flow tables', 'no VLAN module', ...tunnels]

/** @param {string} reason */
export function isAllowedSkip(reason) {
  return allowed.some((prefix) => reason.startsWith(prefix))
}
