// CPE 2.3 formatted string → CPE 2.2 URI, the form that nmap's readers expect (NIST IR 7695, sections 6.1.2 and 6.2.2).

/** The URI has part, vendor, product, version, update, edition and language. */
const uriParts = 7

/** `cpe:2.3:a:openbsd:openssh:9.2:p1:*:…` → `cpe:/a:openbsd:openssh:9.2:p1`; anything else is given back as it is. */
export function cpeUri(name: string): string {
  const prefix = 'cpe:2.3:'
  if (!name.startsWith(prefix)) return name
  const parts = name.slice(prefix.length).match(/(?:\\.|[^:\\])+/gs) ?? []
  const bound = parts.slice(0, uriParts).map((part) => (part === '*' ? '' : percentEncoded(part)))
  return `cpe:/${bound.join(':').replace(/:+$/, '')}`
}

function percentEncoded(part: string): string {
  const literal = part.replace(/\\(.)/gs, '$1').replace(/[\ud800-\udfff]/g, '\ufffd')
  return encodeURIComponent(literal).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)
}
