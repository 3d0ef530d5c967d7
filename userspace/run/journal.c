// SPDX-License-Identifier: GPL-2.0
/*
 * The native protocol of the journal is documented on systemd.io: a datagram of lines
 * "FIELD=value", for values without a line end.
 */
#include "run/journal.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "util/alloc.h"

#define SOCKET "/run/systemd/journal/socket"

/* The manager names the stream that it has connected to the journal. */
static bool is_journal(int fd)
{
	const char *stream = getenv("JOURNAL_STREAM");
	unsigned long long device, inode;
	struct stat st;

	if (!stream || sscanf(stream, "%llu:%llu", &device, &inode) != 2 || fstat(fd, &st) < 0)
		return false;
	return st.st_dev == device && st.st_ino == inode;
}

static void add_field(FILE *out, const char *name, const char *value)
{
	if (!value)
		return;
	fprintf(out, "%s=", name);
	for (; *value; value++)
		fputc(*value == '\n' ? ' ' : *value, out);
	fputc('\n', out);
}

static bool send_entry(const char *entry, size_t size)
{
	const struct sockaddr_un address = { .sun_family = AF_UNIX, .sun_path = SOCKET };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	ssize_t sent;

	if (fd < 0)
		return false;
	sent = sendto(fd, entry, size, MSG_NOSIGNAL, (const void *)&address, sizeof(address));
	close(fd);
	return sent == (ssize_t)size;
}

static bool print_entry(int priority, const struct journal_fields *fields, const char *text)
{
	static const struct journal_fields none;
	char *entry = NULL;
	size_t size;
	FILE *out = open_memstream(&entry, &size);
	bool sent;

	if (!out)
		out_of_memory();
	if (!fields)
		fields = &none;
	fprintf(out, "PRIORITY=%d\nSYSLOG_IDENTIFIER=ersym\n", priority);
	add_field(out, "MESSAGE", text);
	add_field(out, "ERSYM_CIRCUIT", fields->circuit);
	add_field(out, "ERSYM_LINK", fields->link);
	add_field(out, "ERSYM_OBJECT", fields->object);
	add_field(out, "ERSYM_CAUSE", fields->cause);
	fclose(out);
	sent = send_entry(entry, size);
	free(entry);
	return sent;
}

void journal_print(int priority, const struct journal_fields *fields, const char *text)
{
	if (is_journal(STDERR_FILENO) && print_entry(priority, fields, text))
		return;
	fprintf(stderr, "ersym: %s%s\n", priority == JOURNAL_WARNING ? "warning: " : "", text);
}
