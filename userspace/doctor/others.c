// SPDX-License-Identifier: GPL-2.0
#include "doctor/others.h"

#include <errno.h>
#include <stdlib.h>

#include "backend/state_directory.h"
#include "backend/text_file.h"
#include "backend/unit.h"
#include "doctor/setting.h"
#include "util/alloc.h"
#include "util/array.h"

#define NETWORKD "systemd-networkd.service"
#define DROP_IN "/etc/systemd/networkd.conf.d/ersym.conf"
#define NFTABLES "nftables.service"
#define RULESET "/etc/nftables.conf"
#define UFW "/etc/ufw/ufw.conf"

/* Services change the network namespace that process 1 is in. */
static bool is_of_host(struct examination *x)
{
	if (state_directory_is_of_host())
		return true;
	report_unchecked(x, "the services of this host are in another network namespace");
	return false;
}

static bool runs_or_will(const char *unit)
{
	return unit_is_active(unit) || unit_is_enabled(unit);
}

/* A key that the drop-in has already is left alone. */
static char *networkd_command(const char *key)
{
	return xasprintf("mkdir -p /etc/systemd/networkd.conf.d && printf \"[Network]\\n%s=no\\n\" >> "
			 DROP_IN " && systemctl restart systemd-networkd", key);
}

static void check_networkd(struct examination *x, const char *key, const char *what)
{
	char *text;

	if (!is_of_host(x) || !runs_or_will(NETWORKD))
		return;
	if (text_file_read_systemd("networkd.conf", &text)) {
		report_failed(x);
		return;
	}
	if (setting_is_on(text, "Network", key, true))
		report(x, SEVERITY_WARNING, xstrdup("/etc/systemd/networkd.conf"),
		       xasprintf("systemd-networkd deletes %s that it did not add: %s is not no",
				 what, key), networkd_command(key));
	free(text);
}

void doctor_networkd_rules(struct examination *x)
{
	check_networkd(x, "ManageForeignRoutingPolicyRules", "routing rules");
}

void doctor_networkd_routes(struct examination *x)
{
	check_networkd(x, "ManageForeignRoutes", "routes");
}

void doctor_nft_flush(struct examination *x)
{
	char *text;
	int err;

	if (!is_of_host(x) || !unit_is_enabled(NFTABLES))
		return;
	err = text_file_read(RULESET, &text);
	if (err && err != -ENOENT)
		report_failed(x);
	else if (!err && setting_has_line(text, "flush ruleset"))
		report_fixed(x, SEVERITY_WARNING, NFTABLES ", " RULESET,
			     "nftables.service empties the whole ruleset whenever it is reloaded, restarted or stopped, the table inet ersym too; let the file destroy only its own tables",
			     "sed -i \"/^[[:space:]]*flush ruleset/d\" " RULESET);
	free(text);
}

void doctor_firewalld(struct examination *x)
{
	if (is_of_host(x) && runs_or_will("firewalld.service"))
		report_fixed(x, SEVERITY_WARNING, "firewalld.service",
			     "firewalld has a filter of its own, which drops what its zones do not allow, whatever ersym accepts",
			     "systemctl disable --now firewalld");
}

void doctor_ufw(struct examination *x)
{
	char *text, *section;
	int err;

	if (!is_of_host(x))
		return;
	err = text_file_read(UFW, &text);
	if (err && err != -ENOENT)
		report_failed(x);
	/* The file has no sections. */
	section = xasprintf("[ufw]\n%s", err ? "" : text);
	if (setting_is_on(section, "ufw", "ENABLED", false))
		report_fixed(x, SEVERITY_WARNING, UFW,
			     "ufw has a filter of its own, which drops what is forwarded, whatever ersym accepts",
			     "ufw disable");
	free(section);
	free(text);
}

void doctor_iptables_legacy(struct examination *x)
{
	static const char *const lists[][2] = {
		{ "/proc/net/ip_tables_names", "iptables-legacy" },
		{ "/proc/net/ip6_tables_names", "ip6tables-legacy" },
	};
	char *names;
	size_t i;
	int err;

	for (i = 0; i < ARRAY_SIZE(lists); i++) {
		err = text_file_read(lists[i][0], &names);
		if (err && err != -ENOENT)
			report_failed(x);
		else if (!err && names[0])
			report_unchecked(x, "%s has tables, whose rules nftables does not show: read them with %s-save",
					 lists[i][1], lists[i][1]);
		free(names);
	}
}

void doctor_service_disabled(struct examination *x)
{
	if (!is_of_host(x))
		return;
	if (!unit_systemd_runs())
		report_unchecked(x, "systemd is not the init of this host");
	else if (!unit_is_enabled("ersym.service"))
		report_fixed(x, SEVERITY_WARNING, "ersym.service",
			     "ersym.service is not started when the host boots",
			     "systemctl enable --now ersym");
}
