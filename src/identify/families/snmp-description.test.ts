import { expect, it } from 'vitest'
import { describedAs } from './snmp-description.ts'

// As the makers' manuals show them.
it.each([
  [
    'Cisco IOS Software, C2960 Software (C2960-LANBASEK9-M), Version 12.2(55)SE5, RELEASE SOFTWARE (fc1)\r\nTechnical Support',
    '1.3.6.1.4.1.9.1.716',
    { product: 'Cisco IOS', version: '12.2(55)SE5', vendor: 'Cisco', os: 'Cisco IOS' },
  ],
  [
    'Cisco NX-OS(tm) n5000, Software (n5000-uk9), Version 6.0(2)N2(3), RELEASE SOFTWARE Copyright (c) 2002-2012',
    '1.3.6.1.4.1.9.12.3.1.3.1008',
    { product: 'Cisco NX-OS', version: '6.0(2)N2(3)', deviceType: 'switch' },
  ],
  [
    'Cisco Adaptive Security Appliance Version 9.1(2)',
    '1.3.6.1.4.1.9.1.1407',
    { product: 'Cisco ASA', version: '9.1(2)', deviceType: 'firewall' },
  ],
  ['RouterOS RB750Gr3', '1.3.6.1.4.1.14988.1', { product: 'RouterOS', vendor: 'MikroTik', deviceType: 'router' }],
  [
    'Juniper Networks, Inc. ex2200-24t-4g internet router, kernel JUNOS 12.3R6.6 #0: 2014-03-13 08:38:50 UTC',
    '1.3.6.1.4.1.2636.1.1.1.2.43',
    { product: 'Junos OS', version: '12.3R6.6', vendor: 'Juniper' },
  ],
  [
    'VMware ESXi 6.7.0 build-8169922 VMware, Inc. x86_64',
    '1.3.6.1.4.1.6876.4.1',
    { product: 'VMware ESXi', version: '6.7.0', os: 'VMware ESXi' },
  ],
  [
    'HP ETHERNET MULTI-ENVIRONMENT,ROM none,JETDIRECT,JD149,EEPROM JSI24200014',
    '1.3.6.1.4.1.11.2.3.9.1',
    { product: 'JetDirect', vendor: 'HP', deviceType: 'printer' },
  ],
  ['Brother NC-340, Firmware Ver.1.08', '1.3.6.1.4.1.2435.2.3.9.1', { vendor: 'Brother', deviceType: 'printer' }],
  [
    'Hardware: Intel64 Family 6 Model 79 Stepping 1 AT/AT COMPATIBLE - Software: Windows Version 6.3 (Build 14393 Multiprocessor Free)',
    '1.3.6.1.4.1.311.1.1.3.1.2',
    { os: 'Windows Server 2016 or 10 1607', vendor: 'Microsoft' },
  ],
  [
    'FreeBSD fw.example 13.2-RELEASE-p4 FreeBSD 13.2-RELEASE-p4 amd64',
    '1.3.6.1.4.1.8072.3.2.8',
    { product: 'Net-SNMP', os: 'FreeBSD 13.2-RELEASE-p4' },
  ],
])('%s', (description, objectId, expected) => {
  expect(describedAs(description, objectId)).toMatchObject(expected)
})

it('says nothing of what says nothing', () => {
  expect(describedAs('a box', '1.3.6.1.4.1.4294967295')).toEqual({})
  expect(describedAs()).toEqual({})
})
