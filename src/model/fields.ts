import { z } from 'zod'

export const port = z.int().min(0).max(65535).describe('Port number, 0 to 65535')
export const address = z.string().describe('Canonical address text (RFC 5952 for IPv6), with %zone when link-local')
export const instant = z.iso.datetime().describe('ISO 8601, UTC')
export const pid = z.int().min(0)
