import { expect, it } from 'vitest'
import { decodeUfwRules } from './ufw-rules.ts'

const user = `*filter
### RULES ###

### tuple ### allow tcp 22 0.0.0.0/0 any 0.0.0.0/0 in
-A ufw-user-input -p tcp --dport 22 -j ACCEPT

### tuple ### limit tcp 23 0.0.0.0/0 any 0.0.0.0/0 in
-A ufw-user-input -p tcp --dport 23 -m conntrack --ctstate NEW -m recent --set
-A ufw-user-input -p tcp --dport 23 -j ufw-user-limit-accept

### tuple ### deny any any 0.0.0.0/0 any 10.9.0.101 in
-A ufw-user-input -s 10.9.0.101 -j DROP

### tuple ### allow tcp 80,443 10.9.0.2 any 10.9.0.1 in comment=77656220666f72207573
-A ufw-user-input -p tcp -m multiport --dports 80,443 -s 10.9.0.1 -d 10.9.0.2 -j ACCEPT

### tuple ### reject any 25 0.0.0.0/0 any 0.0.0.0/0 in_eth0
-A ufw-user-input -i eth0 -p tcp --dport 25 -j REJECT --reject-with tcp-reset

### tuple ### route:allow tcp 80 10.8.0.2 any 0.0.0.0/0 in_eth0!out_eth1
-A ufw-user-forward -i eth0 -o eth1 -p tcp -d 10.8.0.2 --dport 80 -j ACCEPT

### tuple ### allow tcp 139 0.0.0.0/0 any 0.0.0.0/0 My%20Samba - in
-A ufw-user-input -p tcp --dport 139 -j ACCEPT -m comment --comment 'dapp_My%20Samba'

### tuple ### allow udp 138 0.0.0.0/0 any 0.0.0.0/0 My%20Samba - in
-A ufw-user-input -p udp --dport 138 -j ACCEPT -m comment --comment 'dapp_My%20Samba'

### END RULES ###

### LOGGING ###
-A ufw-after-logging-input -j LOG
### END LOGGING ###
COMMIT
`
const user6 = `### tuple ### allow_log udp 8080 ::/0 53 fd09::1 in
-A ufw6-user-logging-input -p udp --dport 8080 -j RETURN
-A ufw6-user-input -p udp --dport 8080 -s fd09::1 -j ACCEPT
`

it('numbers the rules as `ufw status numbered` does, and writes them as they are typed', () => {
  const rules = decodeUfwRules(user, user6)
  expect(rules.map(({ chain, position, number, words }) => [chain, position, `${number}: ${words}`])).toEqual([
    ['ufw-user-input', 1, '1: allow 22/tcp'],
    ['ufw-user-input', 2, '2: limit 23/tcp'],
    ['ufw-user-input', 3, '2: limit 23/tcp'],
    ['ufw-user-input', 4, '3: deny from 10.9.0.101'],
    ['ufw-user-input', 5, '4: allow from 10.9.0.1 to 10.9.0.2 port 80,443 proto tcp'],
    ['ufw-user-input', 6, '5: reject in on eth0 to any port 25'],
    ['ufw-user-forward', 1, '6: route allow in on eth0 out on eth1 to 10.8.0.2 port 80 proto tcp'],
    ['ufw-user-input', 7, '7: allow My Samba'],
    ['ufw-user-input', 8, '7: allow My Samba'],
    ['ufw6-user-logging-input', 1, '8: allow log from fd09::1 port 53 to any port 8080 proto udp'],
    ['ufw6-user-input', 1, '8: allow log from fd09::1 port 53 to any port 8080 proto udp'],
  ])
})
