#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Another program that uses connection marks.

ctmark.py MASK SECONDS SOURCE PORT DESTINATION PORT...
    writes changing values to the bits MASK of UDP connections over IPv4, as
    fast as it can, and prints the last one, in place.
"""

import errno
import ipaddress
import os
import socket
import struct
import sys
import time

NETLINK_NETFILTER = 12
NLMSG_ERROR = 2
NLM_F_REQUEST, NLM_F_ACK = 1, 4
NLA_F_NESTED = 0x8000
CTNETLINK_NEW = 1 << 8

CTA_TUPLE_ORIG, CTA_MARK, CTA_MARK_MASK = 1, 8, 21
CTA_TUPLE_IP, CTA_TUPLE_PROTO = 1, 2
CTA_IP_V4_SRC, CTA_IP_V4_DST = 1, 2
CTA_PROTO_NUM, CTA_PROTO_SRC_PORT, CTA_PROTO_DST_PORT = 1, 2, 3


def attr(kind, data):
    return (struct.pack("=HH", 4 + len(data), kind) + data +
            bytes(-len(data) % 4))


def nest(kind, *attrs):
    return attr(kind | NLA_F_NESTED, b"".join(attrs))


def original(source, source_port, destination, destination_port):
    address = [ipaddress.ip_address(a).packed for a in (source, destination)]
    port = [struct.pack("!H", int(p)) for p in (source_port, destination_port)]
    return nest(CTA_TUPLE_ORIG,
                nest(CTA_TUPLE_IP, attr(CTA_IP_V4_SRC, address[0]),
                     attr(CTA_IP_V4_DST, address[1])),
                nest(CTA_TUPLE_PROTO,
                     attr(CTA_PROTO_NUM, bytes([socket.IPPROTO_UDP])),
                     attr(CTA_PROTO_SRC_PORT, port[0]),
                     attr(CTA_PROTO_DST_PORT, port[1])))


def write(sock, connection, value, mask):
    body = (struct.pack("!BBH", socket.AF_INET, 0, 0) + connection +
            attr(CTA_MARK, struct.pack("!I", value)) +
            attr(CTA_MARK_MASK, struct.pack("!I", mask)))
    sock.send(struct.pack("=IHHII", 16 + len(body), CTNETLINK_NEW,
                          NLM_F_REQUEST | NLM_F_ACK, 1, 0) + body)
    _, kind, _, _, _, error = struct.unpack_from("=IHHIIi", sock.recv(4096))
    if kind != NLMSG_ERROR or error:
        sys.exit(f"ctmark: {errno.errorcode.get(-error)}: "
                 f"{os.strerror(-error)}")


def main():
    mask, seconds = int(sys.argv[1], 0), float(sys.argv[2])
    numbers = sys.argv[3:]
    connections = [original(*numbers[i:i + 4])
                   for i in range(0, len(numbers), 4)]
    sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_NETFILTER)
    sock.settimeout(60)
    low = mask & -mask
    count = 0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        count += 1
        for connection in connections:
            write(sock, connection, count * low & mask, mask)
    print(hex(count * low & mask))


if __name__ == "__main__":
    main()
