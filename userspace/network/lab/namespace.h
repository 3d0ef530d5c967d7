/* SPDX-License-Identifier: GPL-2.0 */
/* Network namespaces, by the names that ip-netns(8) gives them. */
#ifndef ERSYM_NETWORK_LAB_NAMESPACE_H
#define ERSYM_NETWORK_LAB_NAMESPACE_H

#include <stddef.h>

/** struct namespaces - names of network namespaces */
struct namespaces {
	char **v;
	size_t n;
};

/**
 * namespace_enter() - move the calling thread into a network namespace
 * @name: as ip-netns(8) knows it
 *
 * Return: 0 or a negative errno, which is in errno too.
 */
int namespace_enter(const char *name);

/**
 * namespace_own() - open the network namespace that the caller is in
 *
 * Return: a descriptor for namespace_return(), or a negative errno.
 */
int namespace_own(void);

/**
 * namespace_return() - go back to a network namespace
 * @fd: of namespace_own(); is closed
 */
void namespace_return(int fd);

/**
 * namespaces_list() - find the namespaces of a lab
 * @prefix: that their names begin with
 * @list: written; namespaces_free() is due
 */
void namespaces_list(const char *prefix, struct namespaces *list);
void namespaces_free(struct namespaces *list);

#endif
