/* The plain loop that the engine's send rate is held against: prepared frames, 64 to a sendmmsg, stamped in place.
   black-hole <interface> <source MAC> <next hop MAC> <source address> <first address> <packets> */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { BATCH = 64, SLOT = 2048, ETHERNET = 14, IP = 20, TCP = 24, FRAME = ETHERNET + IP + TCP };

static unsigned char frames[BATCH][SLOT];

static void put16(unsigned char *at, unsigned value) { at[0] = value >> 8; at[1] = value; }
static void put32(unsigned char *at, uint32_t value) { put16(at, value >> 16); put16(at + 2, value & 0xffff); }

static uint32_t sum16(const unsigned char *at, int length) {
  uint32_t sum = 0;
  for (int i = 0; i < length; i += 2) sum += at[i] << 8 | at[i + 1];
  return sum;
}

static unsigned fold(uint32_t sum) {
  while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16);
  return ~sum & 0xffff;
}

static void parse_mac(const char *text, unsigned char *at) {
  unsigned b[6];
  if (sscanf(text, "%x:%x:%x:%x:%x:%x", b, b + 1, b + 2, b + 3, b + 4, b + 5) != 6) exit(2);
  for (int i = 0; i < 6; i++) at[i] = b[i];
}

int main(int argc, char **argv) {
  if (argc != 7) return 2;
  uint32_t source = ntohl(inet_addr(argv[4])), destination = ntohl(inet_addr(argv[5])), packets = strtoul(argv[6], 0, 10);
  int fd = socket(AF_PACKET, SOCK_RAW, 0), one = 1, room = 4 << 20;
  struct sockaddr_ll link = {.sll_family = AF_PACKET, .sll_ifindex = if_nametoindex(argv[1])};
  if (fd < 0 || bind(fd, (struct sockaddr *)&link, sizeof link)) { perror("packet socket"); return 1; }
  setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, &one, sizeof one);
  setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &room, sizeof room);

  unsigned char frame[FRAME] = {0}, *ip = frame + ETHERNET, *tcp = ip + IP;
  parse_mac(argv[3], frame);
  parse_mac(argv[2], frame + 6);
  put16(frame + 12, ETH_P_IP);
  ip[0] = 0x45; put16(ip + 2, IP + TCP); ip[8] = 64; ip[9] = IPPROTO_TCP; put32(ip + 12, source);
  put16(tcp, 40000); put16(tcp + 2, 80); tcp[12] = TCP / 4 << 4; tcp[13] = 2; put16(tcp + 14, 1024);
  tcp[20] = 2; tcp[21] = 4; put16(tcp + 22, 1460);
  uint32_t ip_sum = sum16(ip, IP), tcp_sum = sum16(tcp, TCP) + sum16(ip + 12, 4) + IPPROTO_TCP + TCP;

  struct mmsghdr messages[BATCH] = {0};
  struct iovec vectors[BATCH];
  for (int i = 0; i < BATCH; i++) {
    memcpy(frames[i], frame, FRAME);
    vectors[i] = (struct iovec){frames[i], FRAME};
    messages[i].msg_hdr.msg_iov = vectors + i;
    messages[i].msg_hdr.msg_iovlen = 1;
  }
  for (uint32_t sent = 0; sent < packets;) {
    int count = packets - sent < BATCH ? (int)(packets - sent) : BATCH;
    for (int i = 0; i < count; i++, destination++) {
      unsigned char *at = frames[i] + ETHERNET;
      uint32_t sequence = destination * 2654435761u;
      uint32_t address_sum = (destination >> 16) + (destination & 0xffff);
      put32(at + 16, destination);
      put16(at + 10, fold(ip_sum + address_sum));
      put32(at + IP + 4, sequence);
      put16(at + IP + 16, fold(tcp_sum + address_sum + (sequence >> 16) + (sequence & 0xffff)));
    }
    for (int done = 0; done < count;) {
      int took = sendmmsg(fd, messages + done, count - done, 0);
      if (took > 0) done += took;
    }
    sent += count;
  }
  return 0;
}
