/* SPDX-License-Identifier: GPL-2.0 */
/* A walk there and back, for people and programs. */
#ifndef ERSYM_NETWORK_PRINT_WALK_H
#define ERSYM_NETWORK_PRINT_WALK_H

#include <stdio.h>

#include <jansson.h>

#include "network/walk/faults.h"

/* The worst trip hop by hop, and what the others are. */
void walk_text(const struct routes *routes, const struct trips *trips,
	       const struct faults *faults, FILE *out);
/*
 * {verdict, dies, faults, detour, requests: [path], answers: [path],
 * trips: [{request, answer, verdict, dies}]}
 */
json_t *walk_json(const struct routes *routes, const struct trips *trips,
		  const struct faults *faults);

/* "by us", "by us and inet", or "inside" of a path that crosses no circuit; to be freed. */
char *path_circuits_text(const struct network *net, const struct path *path);
/* The same of several paths, without repetition: "us or eu"; to be freed. */
char *paths_circuits_text(const struct network *net, const struct path *path, size_t n);
json_t *path_circuits_json(const struct network *net, const struct path *path);

/**
 * death_text() - why a packet did not arrive
 * @request: that it answers, or NULL: it is a request itself
 *
 * Return: a sentence without its stop, to be freed.
 */
char *death_text(const struct routes *routes, const struct path *path,
		 const struct path *request);

/*
 * What a request that arrived still has to go inside a cloud, "inside the cloud from region eu
 * to region us, 80.0 ms", to be freed; NULL: nothing.
 */
char *inside_cloud_text(const struct network *net, const struct path *path);
/* The same for programs, or null. */
json_t *inside_cloud_json(const struct network *net, const struct path *path);

#endif
