/** Private enterprise numbers (IANA registry) of makers of what answers SNMP or IPMI, with the name that people know. */
const vendors: Readonly<Record<number, string>> = {
  2: 'IBM',
  9: 'Cisco',
  11: 'HP',
  42: 'Sun',
  43: '3Com',
  171: 'D-Link',
  207: 'Allied Telesis',
  236: 'Samsung',
  253: 'Xerox',
  311: 'Microsoft',
  318: 'APC',
  343: 'Intel',
  367: 'Ricoh',
  368: 'Axis',
  534: 'Eaton',
  641: 'Lexmark',
  674: 'Dell',
  789: 'NetApp',
  890: 'Zyxel',
  1248: 'Epson',
  1347: 'Kyocera',
  1588: 'Brocade',
  1602: 'Canon',
  1916: 'Extreme Networks',
  1991: 'Foundry',
  2001: 'Oki',
  2011: 'Huawei',
  2385: 'Sharp',
  2435: 'Brother',
  2636: 'Juniper',
  3375: 'F5',
  3417: 'Blue Coat',
  3808: 'CyberPower',
  3902: 'ZTE',
  4413: 'Broadcom',
  4526: 'Netgear',
  5624: 'Enterasys',
  6486: 'Alcatel-Lucent Enterprise',
  6527: 'Nokia',
  6574: 'Synology',
  6876: 'VMware',
  7244: 'Quanta',
  8741: 'SonicWall',
  10876: 'Supermicro',
  11863: 'TP-Link',
  12356: 'Fortinet',
  14179: 'Airespace',
  14823: 'Aruba',
  14988: 'MikroTik',
  18334: 'Konica Minolta',
  19046: 'Lenovo',
  24681: 'QNAP',
  25053: 'Ruckus',
  25461: 'Palo Alto Networks',
  25506: 'H3C',
  30065: 'Arista',
  39165: 'Hikvision',
  41112: 'Ubiquiti',
  47196: 'HPE',
}

/** Of these nothing is known that is not a printer. */
const printerMakers: ReadonlySet<number> = new Set([253, 367, 641, 1248, 1347, 1602, 2001, 2435, 18334])

export function vendorOf(enterprise: number): string | undefined {
  return vendors[enterprise]
}

export function makesPrintersOnly(enterprise: number): boolean {
  return printerMakers.has(enterprise)
}
