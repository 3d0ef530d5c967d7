// SPDX-License-Identifier: GPL-2.0
/* Packets of established connections, in bursts that CPUs receive at the same
 * time, in the network namespace that loads it. Threads of pktgen do not
 * begin together.
 *
 * Of the thousand connections that connections.ko makes, the first CPU has
 * requests of the first half, the second one answers of the other half.
 */
#include <linux/atomic.h>
#include <linux/cache.h>
#include <linux/completion.h>
#include <linux/ip.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/nsproxy.h>
#include <linux/sort.h>
#include <linux/udp.h>
#include <linux/vmalloc.h>
#include <net/ip.h>
#include <net/net_namespace.h>

#include "connections.h"

#define STREAMS_CONNECTIONS	500	/* of each stream */

static char *devices[2];
static unsigned int streams;
module_param_array(devices, charp, &streams, 0);
MODULE_PARM_DESC(devices, "that requests come in on, and answers");

static unsigned int packets = 200;
module_param(packets, uint, 0);
MODULE_PARM_DESC(packets, "of each stream in a burst");

static unsigned int bursts = 1000;
module_param(bursts, uint, 0);
MODULE_PARM_DESC(bursts, "how many");

static unsigned int took;
module_param(took, uint, 0444);
MODULE_PARM_DESC(took, "nanoseconds of a burst, until its last CPU was done: one in a hundred was faster");

struct stream {
	struct net_device *dev;
	struct task_struct *task;
	struct {
		struct iphdr ip;
		struct udphdr udp;
		u8 payload[78];
	} __packed packet;
	__be16 *port;
	unsigned int first;
	unsigned int next;
	u32 *took;
} ____cacheline_aligned_in_smp;

static struct stream stream[ARRAY_SIZE(devices)];
static DECLARE_COMPLETION(stream_ended);
/* How often a CPU was ready for a burst */
static atomic_t stream_ready;

/* Until all CPUs are here. */
static void stream_meet(unsigned int burst)
{
	atomic_inc(&stream_ready);
	while (atomic_read(&stream_ready) < (burst + 1) * streams)
		cpu_relax();
}

static void stream_receive(struct stream *s)
{
	struct sk_buff *skb;

	skb = netdev_alloc_skb(s->dev, LL_MAX_HEADER + sizeof(s->packet));
	if (!skb)
		return;
	skb_reserve(skb, LL_MAX_HEADER);
	skb_reset_mac_header(skb);
	skb->protocol = htons(ETH_P_IP);
	*s->port = htons(CONNECTIONS_SPORT + s->first + s->next);
	s->next = (s->next + 1) % STREAMS_CONNECTIONS;
	skb_put_data(skb, &s->packet, sizeof(s->packet));
	netif_receive_skb(skb);
}

/* User-Mode Linux asks its host each time that interrupts are turned on or off,
 * by a system call: here they are off already.
 */
static u32 stream_burst(struct stream *s)
{
	unsigned long flags;
	ktime_t begin;
	unsigned int i;
	u32 time;

	local_bh_disable();
	local_irq_save(flags);
	begin = ktime_get();
	for (i = 0; i < packets; i++)
		stream_receive(s);
	time = ktime_to_ns(ktime_sub(ktime_get(), begin));
	local_irq_restore(flags);
	local_bh_enable();
	return time;
}

static int stream_run(void *data)
{
	struct stream *s = data;
	unsigned int i;

	for (i = 0; i < bursts; i++) {
		stream_meet(i);
		s->took[i] = stream_burst(s);
		cond_resched();
	}
	kthread_complete_and_exit(&stream_ended, 0);
}

static int stream_compare(const void *a, const void *b)
{
	u32 x = *(const u32 *)a, y = *(const u32 *)b;

	return x < y ? -1 : x > y;
}

/* The least would be a matter of luck. */
static u32 stream_fast(void)
{
	u32 *most = stream[0].took;
	unsigned int i, j;

	for (i = 0; i < bursts; i++) {
		for (j = 1; j < streams; j++)
			most[i] = max(most[i], stream[j].took[i]);
	}
	sort(most, bursts, sizeof(*most), stream_compare, NULL);
	return most[bursts / 100];
}

static void stream_fill(struct stream *s, bool answers)
{
	struct iphdr *ip = &s->packet.ip;
	struct udphdr *udp = &s->packet.udp;

	ip->version = 4;
	ip->ihl = sizeof(*ip) / 4;
	ip->ttl = 64;
	ip->protocol = IPPROTO_UDP;
	ip->tot_len = htons(sizeof(s->packet));
	ip->saddr = htonl(answers ? CONNECTIONS_SERVICE : CONNECTIONS_SOURCE);
	ip->daddr = htonl(answers ? CONNECTIONS_SOURCE : CONNECTIONS_SERVICE);
	ip_send_check(ip);
	udp->len = htons(sizeof(s->packet) - sizeof(*ip));
	udp->source = htons(CONNECTIONS_DPORT);
	udp->dest = htons(CONNECTIONS_DPORT);
	s->port = answers ? &udp->dest : &udp->source;
	s->first = answers ? STREAMS_CONNECTIONS : 0;
}

static int stream_init(struct stream *s, unsigned int cpu)
{
	if (!cpu_online(cpu))
		return -ENXIO;
	s->dev = dev_get_by_name(current->nsproxy->net_ns, devices[cpu]);
	if (!s->dev)
		return -ENODEV;
	s->took = vcalloc(bursts, sizeof(*s->took));
	if (!s->took)
		return -ENOMEM;
	stream_fill(s, cpu);
	s->task = kthread_create_on_cpu(stream_run, s, cpu, "stream/%u");
	return PTR_ERR_OR_ZERO(s->task);
}

static void stream_free(struct stream *s)
{
	vfree(s->took);
	dev_put(s->dev);
}

static int __init streams_init(void)
{
	unsigned int i, ready;
	int err = 0;

	for (ready = 0; ready < streams; ready++) {
		err = stream_init(&stream[ready], ready);
		if (err)
			break;
	}
	for (i = 0; i < ready; i++) {
		if (err)
			kthread_stop(stream[i].task);
		else
			wake_up_process(stream[i].task);
	}
	if (!err) {
		for (i = 0; i < streams; i++)
			wait_for_completion(&stream_ended);
		took = stream_fast();
	}
	for (i = 0; i < streams; i++)
		stream_free(&stream[i]);
	return err;
}

/* The result can be read until the module is unloaded. */
static void __exit streams_exit(void)
{
}

module_init(streams_init);
module_exit(streams_exit);

MODULE_DESCRIPTION("Packets on several CPUs at once");
MODULE_LICENSE("GPL");
