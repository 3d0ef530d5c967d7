// SPDX-License-Identifier: GPL-2.0
#include "transaction/convert.h"

#include "backend/flow_change.h"
#include "live/conversion.h"
#include "plan/describe.h"
#include "plan/engine/former.h"
#include "util/error.h"

static enum engine names_of(const struct state *state, struct names *names)
{
	struct module_config config;
	enum engine engine;

	plan_circuits(state, &engine, &config);
	names_init(names, &config);
	return engine;
}

bool names_change_init(struct names_change *change, const struct state *before,
		       const struct state *after)
{
	enum engine engine = names_of(before, &change->before);
	struct conversion conversion;

	names_of(after, &change->after);
	return engine == ENGINE_NFTABLES &&
	       conversion_init(&conversion, &change->before, &change->after);
}

void names_change_free(struct names_change *change)
{
	names_free(&change->before);
	names_free(&change->after);
}

int convert_connections(const struct names_change *change)
{
	int ret = flow_convert(&change->before, &change->after);

	if (ret && change->after.config.n_circuit)
		error("the configuration is in force, but connections may still carry circuits of the previous one: run \"ersym apply\" again");
	else if (ret)
		error("the configuration is removed, but connections may still carry its circuits: run \"ersym clear\" again");
	return ret;
}

int convert_rest(const struct state *observed)
{
	struct names_change change;
	struct module_config former;
	int ret;

	if (!former_read(&observed->nft, &former))
		return 0;
	names_init(&change.before, &former);
	names_of(observed, &change.after);
	ret = convert_connections(&change);
	names_change_free(&change);
	return ret;
}
