import type { PopularitySection } from './popularity-section.ts'

// Which TCP ports to ask first. Correct it freely: a section is a group of ports that are met for one
// reason, the most often met group first and, inside a group, the most often met port first. The order is
// our own judgement; `source` says what it leans on. Sources cited more than once:
//   LZR       Izhikevich, Teixeira, Durumeric: "LZR: Identifying Unexpected Internet Services", USENIX Security 2021
//   GPS       Izhikevich, Teixeira, Durumeric: "Predicting IPv4 Services Across All Ports", SIGCOMM 2022
//   NICER     Rapid7: "National / Industry / Cloud Exposure Report 2020"
//   Shadowserver  its public list of daily Internet-wide scans, shadowserver.org → Network Reporting
//   Censys    docs.censys.com, "Internet Scanning": popular ports and cloud ports are asked first
//   Microsoft learn.microsoft.com, "Service overview and network port requirements for Windows"
//   Prometheus  github.com/prometheus/prometheus/wiki, "Default port allocations"
// A number stands once; a range takes whatever of it no section named.
export const tcpPopularity: readonly PopularitySection[] = [
  {
    title: 'Found everywhere',
    reason: 'The web, remote login, mail, names and file sharing: what most hosts with any open port have open.',
    source: 'NICER, Censys, GPS (most services sit on few ports, and then a long tail)',
    ports: '443 80 22 3389 445 21 8080 25 23 53 8443 3306 110 143 993 995 139 135 5900 587',
  },
  {
    title: 'Found often, or bad when found',
    reason: 'Databases, remote administration and container control that end in a breach when a stranger reaches them.',
    source: 'Shadowserver (accessible and open services), NICER',
    ports: `
      5432 6379 27017 1433 9200 11211 5985 2375 6443 10250 2379 111 2049 873 389 636 5060 1723 8000 8888 81 8081 8008
      9090 3000 5000 5001 3128 1080 5986 465 548 631 7547 2222 179 1521 5601 9100 515 88 3268 8009 10000 2082 2083
      2087 9000 8006 5984 15672 5672 1883 61616 9092 2181 8089 50000 4786 554 37777 5555 20000 8291 2376 2323 4444
      6000 6667 512 513 514 119 113 26 1025 49152
    `,
  },
  {
    title: 'Mail, directory and name services beyond the first',
    reason: 'Beside each common mail or directory port stand its encrypted twin and its helpers.',
    source: 'IANA registry; Postfix, Dovecot and Exim defaults; Microsoft',
    ports: '2525 4190 992 106 109 220 585 628 464 749 3269 9389 853 5353 593 42 1512 5722 5355 543 544 754',
  },
  {
    title: 'Databases and caches',
    reason: 'Defaults of databases, their proxies, their second instances and their consoles.',
    source: 'Documentation of each product; Shadowserver',
    ports: `
      33060 3307 3308 5433 6432 1434 2433 1522 1525 1526 1527 1529 1158 5500 2483 2484 27018 27019 27020 28017 6380
      6381 16379 26379 7000 7199 9042 9142 9160 6984 11207 11210 11214 11215 18091 18092 9300 7474 7473 7687 8529 2424
      2480 28015 29015 26257 4000 9009 9440 8086 3050 1583 2638 4100 5029 523 50001 1972 57772 30013 30015 30017 30041
      39013 39015 7210 5003 3351 4333 6033 6446 6447 5439 8047 31010 8087 19530 6333 6334 8108 7700 9306 9312 54321
    `,
  },
  {
    title: 'Windows and its domain',
    reason:
      'What Windows hosts and domain controllers open, including the first of the dynamic RPC ports (49152 up, one after another from boot).',
    source: 'Microsoft; RFC 6335 §6 for the dynamic range',
    ports: `
      137 138 47001 2869 5357 5358 1801 2103 2105 2107 49153 49154 49155 49156 49157 49158 49159 49160 49161 49162
      49163 49164 49165 49166 49167 49168 49169 49170 49664 49665 49666 49667 49668 49669 49670 49671 49672 49673
      49674 49675 3387 3388 3390 3391 33389 33890 3540 808 2701 2702 10123 8530 8531 1026 1027 1028 1029 1030 6129
      5504 3343 7680 5040 2179 2177 1270 5723 5724 691 6001 6002 6004 1745 9593 9594 9595
    `,
  },
  {
    title: 'Remote control and support',
    reason:
      'Screens and shells of machines: VNC displays and their Java viewers, X11 displays, vendors’ remote-support agents.',
    source: 'RFC 6143 and RFC 6335 registrations; vendors’ documentation; Shadowserver (accessible VNC, Radmin)',
    ports: `
      5901 5902 5903 5904 5905 5906 5907 5908 5909 5910 5800 5801 5802 5803 5804 5805 5806 5807 5808 5809 5810 5930
      4822 6783 6784 6785 61000 6003 6005 6006 6007 6008 6009 4899 5938 7070 6568 5631 5632 5650 8040 8041 4125 1494
      2598 3283 5988 5989 8200 21115 21116 21117 21118 21119 4172 22443 32111 9427 3350 2200 2022 22022 22222 222
      10022 8022 2121 2221 60022 50022 1022 8222 2223 22000
    `,
  },
  {
    title: 'Containers and orchestration',
    reason: 'Control planes that run code on request, and what stands around them.',
    source: 'kubernetes.io "Ports and Protocols"; documentation of Docker, etcd, Nomad, Consul, Rancher, OpenShift',
    ports: `
      2377 7946 4243 4244 10255 10256 10257 10259 10249 10248 2380 4001 6444 16443 9345 9099 4240 4646 4647 4648 8301
      8302 8501 8502 8503 8600 8201 5002 30000 30080 30443 31000 32000 32768 32769 32770 32771 9323 8472 9500 5050
      5051 2888 3888 15010 15012 15014 15017 15021 15090 15000 15001 22623 22624 1936 9537 8444 8100 50051 50052 2019
      8404 9901 19000 9094
    `,
  },
  {
    title: 'Industrial control, buildings and vehicles',
    reason: 'Few, and never meant to be reachable. Fragile: found by their number, never spoken to by default.',
    source:
      'CISA ICS advisories; Mirian et al., "An Internet-Wide View of ICS Devices", PST 2016; Shadowserver (accessible ICS)',
    ports: `
      502 802 102 44818 1911 4911 2404 19998 789 1962 9600 5094 18245 18246 20547 34962 34963 34964 11740 1217 2455
      4840 4843 1541 5450 41794 41795 20256 48898 28784 12135 12136 12137 5052 5065 5457 5458 17185
    `,
  },
  {
    title: 'Printers and scanners',
    reason: 'On every office network. Fragile: found by their number, never spoken to by default.',
    source: 'RFC 1179, RFC 8010, HP JetDirect documentation, apple.com "TCP and UDP ports"',
    ports: '9101 9102 9103 9105 9106 9107 9220 9290 8610 8611 8612 8613 1865',
  },
  {
    title: 'Second-choice web ports',
    reason: 'Only 3 % of HTTP and 6 % of TLS services are on 80 and 443; the rest starts here.',
    source: 'LZR, GPS; defaults of Tomcat, Jetty, nginx images and home routers',
    ports: `
      8082 8083 8084 8085 8088 8090 8180 8181 8880 8883 9443 4443 10443 82 83 84 85 86 87 89 90 7443 7080 7001 7002
      8001 8002 8003 8004 8005 8010 8020 8118 8123 8161 8280 8333 8383 8400 8445 8500 8686 8765 8800 8808 8834 8843
      8889 8899 8983 8999 9001 9002 9003 9080 9091 9999 591 880 888 800 1443 2443 3443 5443 6080 11443 12443 18080
      28080 8091 8092 8093 8094 8095 8096 8097 8098 8099 9043 9060 9988 9998 7777 7778 16080 4433 4434 444 447 5080
      8300 8700 8900 8787 8989 9393 10080 10081
    `,
  },
  {
    title: 'Virtual machines, storage and backup',
    reason: 'Whoever owns the hypervisor, the array or the backup owns everything on it.',
    source: 'Documentation of VMware, Proxmox, libvirt, Ceph, Gluster, Veeam, Bareos, Veritas, Dell EMC, NetApp',
    ports: `
      902 903 5480 427 8697 3260 860 16509 16514 24007 24008 24009 3300 6789 6800 6801 6802 6803 7480 10809 3205 2811
      20048 32803 662 875 892 988 1500 1501 1581 6101 6106 9392 9394 9395 9396 9397 9398 9401 9419 6160 6162 13782
      13724 13720 1556 2500 2501 7937 7938 7939 497 8014 8015 8016 5044 8401 8403 623 664 16992 16993 16994 16995
      17988 17990 2198 3668 3669 5120 5122 5123 7578 7582 1311 2381 2301 280 2030 2074 11104 11105
    `,
  },
  {
    title: 'Queues, streams and service buses',
    reason: 'Brokers move data between machines and often ask no password inside.',
    source: 'Documentation of RabbitMQ, ActiveMQ, Kafka, NATS, Pulsar, MQTT brokers, IBM MQ, TIBCO',
    ports: `
      5671 15671 15674 15675 25672 4369 61613 61614 61617 1884 18083 14567 4222 6222 7422 6650 6651 9093 9095 9096
      2182 3181 1414 1415 1416 7222 5556 5557 4150 4151 4160 4161 4170 4171 11300 7711 10909 10911 9876 8778 6123 6627
      7077 7078 4040 50010 50020 50070 50075 50090 9870 9871 9864 9866 9867 8030 8031 8032 8033 8042 8188 8190 16000
      16010 16020 16030 60000 60010 60020 60030 9083 10002 10001 21000 21050 25000 25010 25020 7050 7051 8050 8051
      19888 10020
    `,
  },
  {
    title: 'Monitoring, metrics and logs',
    reason: 'Agents and exporters are on every managed host and tell a stranger what runs there.',
    source: 'Prometheus; documentation of Zabbix, Nagios, Checkmk, Splunk, Graylog, Grafana, OpenTelemetry, Jaeger',
    ports: `
      10050 10051 5666 5667 5668 12489 6556 19999 3100 3200 4317 4318 9411 14250 14268 14269 16685 16686 16687 24224
      24225 9104 9113 9114 9115 9116 9117 9119 9121 9127 9128 9131 9150 9154 9182 9187 9216 9253 9256 9308 9374 9436
      9558 9633 9835 8125 2003 2004 2023 2024 2014 8649 25826 12201 5140 6514 601 1514 1515 1516 55000 9997 8065 4949
      199 705 1161 161 162 8191 8194 5170 8428 8429 8480 8481 8482 3030 3031 61208 61209 10514
    `,
  },
  {
    title: 'Building, deploying and administering software',
    reason: 'A build server or configuration manager runs commands everywhere; so does a language’s debug port.',
    source:
      'Documentation of Jenkins, GitLab, TeamCity, Nexus, Puppet, Salt, Webmin, cPanel, Plesk, JBoss, WebLogic, WebSphere, GlassFish',
    ports: `
      8111 8929 9418 3690 2401 8140 4505 4506 2086 2095 2096 2077 2078 2079 2080 8447 7003 7004 9990 9993 4447 4712
      4713 5005 8453 9229 9230 9222 1098 1099 1090 1091 3873 4445 4446 4457 4848 7676 3700 2809 7990 7999 8153 8154
      9292 3632 5037 5554 9191 9192 8384 8890 9390 9391 55553 3790 50050 50500 8060 3001 2369 1337 1338 3838 4200 4201
    `,
  },
  {
    title: 'What developers leave running',
    reason: 'The ports that frameworks choose when nobody chose one; seen on laptops and, forgotten, on servers.',
    source:
      'Defaults of Rails, Express, Next.js, Vite, Angular, Django, Flask, Spring, ASP.NET, PHP, Jupyter, Hugo, Ollama',
    ports: `
      3002 3003 3004 3005 3006 3007 3008 3009 3010 3333 4173 4321 5173 5174 5175 5004 5007 5008 5009 5010 5281 7071
      7860 7861 8265 1313 1234 11434 19001 24678 35729 6060 6061 6062 6063 4002 4003 2002 9515 4723 6274 6277 2368
      7900
    `,
  },
  {
    title: 'Voice and meetings',
    reason: 'Telephone systems are robbed by the minute.',
    source: 'IANA registry; documentation of Asterisk, FreeSWITCH, Cisco, Avaya, 3CX',
    ports: `
      5061 5062 5064 5038 5039 8021 1720 1719 2727 2427 5090 5222 5223 5269 5270 5280 64738 8767 10011 30033 5070 5081
      8448 8801 8802
    `,
  },
  {
    title: 'Backdoors and the ports of known malware',
    reason: 'An open one is worth an alarm even though most are somebody’s odd choice.',
    source: 'Reports named at the catalogue entries; MITRE ATT&CK T1571 (non-standard port)',
    ports: `
      2332 31337 12345 12346 54320 27374 20034 1243 6711 6712 6776 9996 8866 2745 3127 3410 5400 6670 6671 65000 1604
      1177 5552 3460 27665 16660 9527 48101 2967 2968 7306 21554 30100 33270 40421 40422 40426
    `,
  },
  {
    title: 'Routers, switches, firewalls and their management',
    reason: 'Management interfaces of network devices are what CISA ordered off the Internet.',
    source: 'CISA Binding Operational Directive 23-02; documentation of MikroTik, Cisco, Juniper, Ubiquiti, TP-Link',
    ports: `
      830 49 8728 8729 2000 6653 6633 6640 2601 2602 2603 2604 2605 2606 2608 2616 646 711 639 8043 27117 29810 29811
      29812 29813 29814 20001 37215 52869 30005 4567 5431 49000 49443 1900 7170 32764 2001 2065 2067 57400 57777 9339
      6030
    `,
  },
  {
    title: 'Proxies, tunnels and VPN',
    reason: 'Ways through a firewall, wanted or not.',
    source:
      'IANA registry; defaults of Squid, Tor, Dante, Shadowsocks, OpenVPN, SoftEther, Fortinet, Check Point, Cisco, Palo Alto',
    ports: `
      1081 3129 8119 8388 9040 9050 9051 9151 1194 943 945 6081 264 18264 28443 6082 7505 1935 19302 3478 3479 5349
      5350 10808 1082 1085 6588 9053 10086 7890 7891 7892
    `,
  },
  {
    title: 'Old Internet services',
    reason: 'Rare, and nearly always a mistake or an old machine; small servers, r-commands, finger and their kind.',
    source: 'IANA registry; RFC 862–868, RFC 1288; Shadowserver (chargen, qotd, finger)',
    ports: `
      20 7 9 13 19 17 37 43 79 70 1 11 15 104 115 107 118 194 209 210 259 311 366 371 383 407 487 505 507 530 540 556
      563 617 625 626 660 666 674 683 700 750 777 783 843 847 898 901 944 953 981 989 990 994
    `,
  },
  {
    title: 'Cameras, recorders, televisions and home devices',
    reason: 'Most hosts of a home or shop network, and the raw material of botnets.',
    source:
      'Antonakakis et al., "Understanding the Mirai Botnet", USENIX Security 2017; vendors’ documentation; Shadowserver',
    ports: `
      8554 10554 34567 34568 34599 37778 37779 9530 60001 5541 5544 3702 6668 6669 7100 7236 62078 1400 3400 3401 3500
      9197 1925 1926 8324 32400 32469 8920 58846 7878 9696 51413 5006 6690 8873 1880 8581 51826 6053 6052 8266 7125
      9981 4711 4070 57621 5540
    `,
  },
  {
    title: 'Business applications',
    reason: 'ERP, groupware and licence servers that hold a company’s books.',
    source: 'SAP "TCP/IP Ports of All SAP Products"; documentation of Oracle, IBM, HCL, Adobe, Autodesk',
    ports: `
      3201 3299 3301 3600 3601 8101 50013 50014 50113 50213 1128 1129 50004 50007 44300 44301 1352 63148 1533 524 1677
      7205 3872 3938 5159 5520 5560 5580 6200 8250 9703 27000 27001 27002 27003 27004 27005 27009 1947 22350 22352
      1716 1688 449 446 448 8470 8471 8473 8474 8475 8476 9470 9471 9472 9473 9474 9475 9476 2010 4750 6050
    `,
  },
  {
    title: 'Games, chat and peers',
    reason: 'Game servers, IRC, torrents and coins: common on rented hosts, unwanted in an office.',
    source: 'Documentation of each product; IANA registry',
    ports: `
      25565 25575 25566 19132 27015 27016 27036 27037 2302 2456 9987 6112 3724 6660 6661 6662 6663 6664 6665 6666 6697
      8067 4662 4661 6346 6347 6881 6882 6883 6884 6885 6886 6887 6888 6889 6969 8332 18332 18333 8545 8546 30303
      30304 9332 9333 18081 18089 14444 45700 26656 26657 9735 10009 4029 4067
    `,
  },
  {
    title: 'Round numbers',
    reason: 'Whoever picks a port by hand picks a round one.',
    source: 'GPS: the long tail of services on ports nobody assigned',
    ports: `
      5100 5200 40000 3900 4300 4400 4500 4600 4700 4800 4900 5300 5600 5700 6100 6300 6400 6500 6600 6700 6900 7200
      7300 7400 7500 7600 7800 9400 9700 9800 9900 11000 12000 13000 14000 17000 18000
    `,
  },
  {
    title: 'Runs of neighbours',
    reason: 'A second instance takes the next number. Whole stretches beside the favourite ports.',
    source: 'LZR and GPS: ports near a popular port carry the same services',
    ports: `
      8000-8100 9000-9110 81-99 3000-3020 5000-5020 7000-7020 8180-8190 8440-8449 8880-8899 10000-10020 1024-1035
      2000-2010 4000-4010 6000-6010 9990-9999
    `,
  },
]
