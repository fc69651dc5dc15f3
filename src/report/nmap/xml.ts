import { escapeXml } from '../../lib/escape.ts'
import { cutText } from '../../lib/text.ts'
import { machineTextLimit } from '../bounds.ts'

type Attributes = Readonly<Record<string, string | number | null>>

/** One element as text. Attributes that are null are left out; `children` are already XML. */
export function element(name: string, attributes: Attributes, children: readonly string[] = []): string {
  const opening = openingTag(name, attributes)
  return children.length === 0 ? `${opening.slice(0, -1)}/>` : `${opening}${children.join('')}</${name}>`
}

/** The tag that an element begins with. */
export function openingTag(name: string, attributes: Attributes): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => ` ${key}="${xmlText(String(value))}"`)
    .join('')
  return `<${name}${written}>`
}

export const xmlText = (text: string): string => escapeXml(cutText(text, machineTextLimit))
