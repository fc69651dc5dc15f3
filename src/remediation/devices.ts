// WireGuard, OpenVPN and others with tun, PPP, IPsec, Tailscale, ZeroTier, Nebula. A name may have nearly any character; with others than these it is not written into a rule.
const vpn = /^(?:wg|tun|ppp|ipsec|vti|xfrm|tailscale|zt|nebula)[\w.-]*$/

/** Whether it is a device that VPNs make. */
export function isVpnDevice(device: string): boolean {
  return vpn.test(device)
}

/** Whether it leads to containers or virtual machines of this machine. */
export function isContainerDevice(device: string): boolean {
  return /^(?:docker|br-|veth|podman|cni|virbr)/.test(device)
}
