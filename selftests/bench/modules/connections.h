/* SPDX-License-Identifier: GPL-2.0 */
/* The connections that connections.c makes, and streams.c has packets of. */
#ifndef _BENCH_CONNECTIONS_H
#define _BENCH_CONNECTIONS_H

#define CONNECTIONS_SOURCE	0x0a010000	/* 10.1.0.0 */
#define CONNECTIONS_SPORT	1024
#define CONNECTIONS_SERVICE	0x01020304	/* 1.2.3.4 */
#define CONNECTIONS_DPORT	9

#endif /* _BENCH_CONNECTIONS_H */
