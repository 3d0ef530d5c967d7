// SPDX-License-Identifier: GPL-2.0
#include "print/override.h"

#include <stdlib.h>
#include <string.h>

#include "print/json.h"
#include "print/operations.h"

/* The transition of the circuit, or what it would be if it had changed. */
static struct transition find_transition(const char *circuit, const struct condition *condition,
					 const char *why,
					 const struct transitions *transitions)
{
	struct transition t = { .reason = condition->reason };
	size_t i;

	for (i = 0; i < transitions->n; i++)
		if (!strcmp(transitions->v[i].circuit, circuit))
			return transitions->v[i];
	t.kind = condition->down ? TRANSITION_CIRCUIT_DOWN : TRANSITION_CIRCUIT_UP;
	strncpy(t.circuit, circuit, sizeof(t.circuit) - 1);
	snprintf(t.why, sizeof(t.why), "%s",
		 t.reason == REASON_WORD ? why : condition->why);
	return t;
}

json_t *override_json(const char *circuit, const struct condition *condition, const char *why,
		      const struct transitions *transitions, const struct operations *operations)
{
	struct transition t = find_transition(circuit, condition, why, transitions);
	json_t *object = operations_json(operations);

	json_add(object, "circuit", json_text(circuit));
	json_add(object, "state", json_text(condition->down ? "down" : "up"));
	json_add(object, "reason", json_text(reason_name(t.reason)));
	json_add(object, "why", json_text(t.why[0] ? t.why : NULL));
	json_add(object, "ended", json_integer(t.ended));
	return object;
}

static void print_line(const struct transition *t, FILE *out)
{
	char *text = transition_text(t);

	fprintf(out, "%s\n", text);
	free(text);
}

void override_text(const char *circuit, const struct condition *condition, const char *why,
		   const struct transitions *transitions, FILE *out)
{
	struct transition t = find_transition(circuit, condition, why, transitions);
	size_t i;

	print_line(&t, out);
	for (i = 0; i < transitions->n; i++)
		if (strcmp(transitions->v[i].circuit, circuit))
			print_line(&transitions->v[i], out);
}
