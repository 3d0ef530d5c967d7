// SPDX-License-Identifier: GPL-2.0
/*
 * Each rule has a file in selftests/yaml. Here: rules that search, against a
 * search that tries everything; and sites that no file makes.
 */
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "check/check.h"
#include "util/alloc.h"
#include "util/array.h"

#define ROUNDS 2000
#define N_CIRCUIT 4

static unsigned int below(unsigned int n)
{
	return (unsigned int)rand() % n;
}

/* A prefix of 20.0.0.0/24, so that they often meet. */
static struct prefix random_prefix(unsigned int min_length)
{
	unsigned int length = min_length + below(33 - min_length);
	struct prefix p = { .address = { AF_INET, { 20, 0, 0, 0 } }, .length = (uint8_t)length };

	p.address.bytes[3] = (uint8_t)(below(256) & (0xff00 >> (length - 24)));
	return p;
}

static void add_prefix(struct prefix_list *list, struct location **at, struct prefix p,
		       unsigned int line)
{
	list->v = array_grow(list->v, list->n, sizeof(*list->v));
	*at = array_grow(*at, list->n, sizeof(**at));
	(*at)[list->n] = (struct location){ line, 1 };
	list->v[list->n++] = p;
}

/* Circuits with one link each. */
static struct site new_site(void)
{
	struct site site = { .mark_mask = 0xffff0000 };
	size_t i;

	for (i = 0; i < N_CIRCUIT; i++) {
		struct circuit *c;

		site.circuit = array_grow(site.circuit, i, sizeof(*site.circuit));
		c = &site.circuit[i];
		c->kind = KIND_NONE;
		c->id = (uint32_t)i + 1;
		c->at = (struct location){ 1000 + (unsigned int)i, 1 };
		c->link = array_grow(c->link, 0, sizeof(*c->link));
		snprintf(c->link[0].name, sizeof(c->link[0].name), "l%zu", i);
		snprintf(c->name, sizeof(c->name), "c%zu", i);
		c->n_link = 1;
	}
	site.n_circuit = N_CIRCUIT;
	return site;
}

/* How many diagnostics of a code there are; frees the site. */
static size_t count(struct site *site, const char *code)
{
	struct diagnostics diags = { 0 };
	size_t i, n = 0;

	site_check(site, &diags);
	for (i = 0; i < diags.n; i++)
		n += !strcmp(diags.v[i].code, code);
	diagnostics_free(&diags);
	site_free(site);
	return n;
}

/* How many pools are in another one, or equal to an earlier one. */
static size_t brute_overlaps(const struct prefix *pool, size_t n)
{
	size_t i, j, covered = 0;

	for (i = 0; i < n; i++) {
		for (j = 0; j < n; j++) {
			bool equal = !prefix_compare(&pool[i], &pool[j]);

			if (equal ? j < i : prefix_contains(&pool[j], &pool[i])) {
				covered++;
				break;
			}
		}
	}
	return covered;
}

static void test_pool_overlaps(void **state)
{
	unsigned int round, i, n, met = 0;

	for (round = 0; round < ROUNDS; round++) {
		struct site site = new_site();
		struct prefix pool[12];
		size_t expected;

		n = 1 + below(12);
		for (i = 0; i < n; i++) {
			struct circuit *c = &site.circuit[below(N_CIRCUIT)];

			pool[i] = random_prefix(27);
			if (below(2))
				add_prefix(&c->snat, &c->snat_at, pool[i], i + 1);
			else
				add_prefix(&c->inbound_snat, &c->inbound_snat_at, pool[i], i + 1);
		}
		expected = brute_overlaps(pool, n);
		met += expected > 0;
		assert_int_equal(count(&site, "pool-overlap"), expected);
	}
	/* The rounds are worth something. */
	assert_in_range(met, ROUNDS / 10, ROUNDS - ROUNDS / 10);
}

static bool brute_inside(const struct prefix_list *inside, const struct prefix *p)
{
	struct address a, last;
	size_t i;

	prefix_first(p, &a);
	prefix_last(p, &last);
	for (;; a.bytes[3]++) {
		bool found = false;

		for (i = 0; i < inside->n; i++)
			found |= prefix_contains_address(&inside->v[i], &a);
		if (!found)
			return false;
		if (address_equal(&a, &last))
			return true;
	}
}

static void test_inside(void **state)
{
	unsigned int round, i, n, met = 0;

	for (round = 0; round < ROUNDS; round++) {
		struct site site = new_site();
		struct circuit *c = &site.circuit[0];
		struct prefix p = random_prefix(24);
		bool inside;

		n = 1 + below(8);
		for (i = 0; i < n; i++)
			add_prefix(&site.inside, &site.inside_at, random_prefix(24), i + 1);
		add_prefix(&c->inbound_snat, &c->inbound_snat_at, p, i + 1);
		inside = brute_inside(&site.inside, &p);
		met += inside;
		assert_int_equal(count(&site, "inbound-pool-outside"), !inside);
	}
	assert_in_range(met, ROUNDS / 10, ROUNDS - ROUNDS / 10);
}

static struct service *add_service(struct site *site, unsigned int line)
{
	struct service *s;

	site->service = array_grow(site->service, site->n_service, sizeof(*site->service));
	s = &site->service[site->n_service++];
	s->name = xasprintf("s%zu", site->n_service);
	s->at = (struct location){ line, 1 };
	return s;
}

static void add_port(struct service *s, uint8_t protocol, uint16_t first, uint16_t last,
		     unsigned int column)
{
	s->port = array_grow(s->port, s->n_port, sizeof(*s->port));
	s->port[s->n_port++] = (struct port_range){
		.protocol = protocol, .first = first, .last = last, .inside = first,
		.at = { s->at.line, column },
	};
}

static void add_via(struct service *s, size_t circuit)
{
	s->via = array_grow(s->via, s->n_via, sizeof(*s->via));
	s->via_at = array_grow(s->via_at, s->n_via, sizeof(*s->via_at));
	s->via[s->n_via++] = circuit;
}

static bool ports_overlap(const struct port_range *a, const struct port_range *b)
{
	return a->protocol == b->protocol && a->first <= b->last && b->first <= a->last;
}

static bool brute_conflict(const struct service *a, const struct service *b)
{
	bool circuit = false;
	size_t i, j;

	for (i = 0; i < a->n_via; i++) {
		for (j = 0; j < b->n_via; j++)
			circuit |= a->via[i] == b->via[j];
	}
	if (!circuit || !address_equal(&a->address, &b->address))
		return false;
	/* A service that names ports precedes one that has every port. */
	if (!a->n_port || !b->n_port)
		return !a->n_port && !b->n_port;
	for (i = 0; i < a->n_port; i++) {
		for (j = 0; j < b->n_port; j++) {
			if (ports_overlap(&a->port[i], &b->port[j]))
				return true;
		}
	}
	return false;
}

static struct service *add_random_service(struct site *site, unsigned int line)
{
	struct service *s = add_service(site, line);
	unsigned int i, n = below(8) ? 1 + below(3) : 0;

	s->address = (struct address){ AF_INET, { 30, 0, 0, (uint8_t)below(2) } };
	for (i = 0; i < n; i++) {
		uint16_t first = (uint16_t)(1 + below(200));

		add_port(s, below(2) ? IPPROTO_TCP : IPPROTO_UDP, first,
			 (uint16_t)(first + (below(2) ? below(20) : 0)), i + 1);
	}
	add_via(s, below(2));
	if (below(2))
		add_via(s, 2 + below(2));
	return s;
}

static void test_service_conflicts(void **state)
{
	unsigned int round, i, j, met = 0;

	for (round = 0; round < ROUNDS; round++) {
		struct site site = new_site();
		unsigned int n = 2 + below(4);
		bool conflict = false;

		for (i = 0; i < n; i++)
			add_random_service(&site, i + 1);
		for (i = 0; i < n; i++) {
			for (j = 0; j < i; j++)
				conflict |= brute_conflict(&site.service[i], &site.service[j]);
		}
		met += conflict;
		assert_int_equal(count(&site, "service-conflict") > 0, conflict);
	}
	assert_in_range(met, ROUNDS / 10, ROUNDS - ROUNDS / 10);
}

static void test_port_twice(void **state)
{
	unsigned int round, i, j, met = 0;

	for (round = 0; round < ROUNDS; round++) {
		struct site site = new_site();
		struct service *s = add_random_service(&site, 1);
		bool twice = false;

		for (i = 0; i < s->n_port; i++) {
			for (j = 0; j < i; j++)
				twice |= ports_overlap(&s->port[i], &s->port[j]);
		}
		met += twice;
		assert_int_equal(count(&site, "port-twice") > 0, twice);
	}
	assert_in_range(met, ROUNDS / 50, ROUNDS);
}

static void test_service_in_pool(void **state)
{
	unsigned int round, i, met = 0;

	for (round = 0; round < ROUNDS; round++) {
		struct site site = new_site();
		struct prefix pool = { .address = { AF_INET, { 20, 0, 0, 0 } }, .length = 32 };
		unsigned int n = 1 + below(20);
		struct service *s;
		bool inside = false;

		s = add_service(&site, 100);
		s->address = (struct address){ AF_INET, { 20, 0, 0, (uint8_t)below(100) } };
		add_via(s, 1);
		for (i = 0; i < n; i++) {
			pool.address.bytes[3] = (uint8_t)(i * 5);
			inside |= prefix_contains_address(&pool, &s->address);
			add_prefix(&site.circuit[0].snat, &site.circuit[0].snat_at, pool, i + 1);
		}
		met += inside;
		assert_int_equal(count(&site, "service-foreign"), inside);
	}
	assert_in_range(met, ROUNDS / 50, ROUNDS - ROUNDS / 10);
}

/* What lacks because it could not be read is not held against anyone. */
static void test_incomplete(void **state)
{
	struct diagnostics diags = { 0 };
	struct site site = new_site();
	struct service *s;

	site.circuit[0].n_link = 0;
	site.circuit[0].id = 0;
	site.circuit[0].incomplete = true;
	site.circuit[1].id = 0;
	site.mark_mask = 0;
	s = add_service(&site, 1);
	s->incomplete = true;
	add_via(s, 0);
	s = add_service(&site, 2);
	s->incomplete = true;
	add_via(s, 0);
	site_check(&site, &diags);
	assert_int_equal(diags.n, 0);
	site_free(&site);

	site_check(&site, &diags);
	assert_int_equal(diags.n, 0);
}

static void test_sort(void **state)
{
	static const unsigned int place[][2] = {
		{ 3, 1 }, { 1, 9 }, { 1, 2 }, { 3, 1 }, { 0, 0 }, { 1, 10 }, { 3, 1 },
	};
	static const char expected[] = "4 2 1 5 0 3 6 ";
	struct diagnostics diags = { 0 };
	char found[64] = "";
	size_t i;

	for (i = 0; i < sizeof(place) / sizeof(place[0]); i++)
		diagnostics_add(&diags, i % 2 ? SEVERITY_WARNING : SEVERITY_ERROR,
				(struct location){ place[i][0], place[i][1] }, "code", "%zu", i);
	diagnostics_sort(&diags);
	for (i = 0; i < diags.n; i++)
		sprintf(found + strlen(found), "%s ", diags.v[i].message);
	assert_string_equal(found, expected);
	assert_int_equal(diags.n, 7);
	assert_int_equal(diags.n_error, 4);
	/* Growing goes on after sorting. */
	for (i = 0; i < 10; i++)
		diagnostics_add(&diags, SEVERITY_ERROR, (struct location){ 9, 9 }, "code", "x");
	assert_int_equal(diags.n, 17);
	diagnostics_free(&diags);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pool_overlaps),
		cmocka_unit_test(test_inside),
		cmocka_unit_test(test_service_conflicts),
		cmocka_unit_test(test_port_twice),
		cmocka_unit_test(test_service_in_pool),
		cmocka_unit_test(test_incomplete),
		cmocka_unit_test(test_sort),
	};

	srand(1);
	return cmocka_run_group_tests_name("check", tests, NULL, NULL);
}
