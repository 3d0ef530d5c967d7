#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits, one with a link that has a quotation mark in its name
# Claim: "metrics" prints the counters of "show", as OpenMetrics that a reader of the format
#        and Prometheus take; counters survive "apply"; with --inetd it answers one HTTP
#        request, whatever that is
# Catches: a label that is not quoted, a counter without its suffix, a number that differs
#          from "show"; a request that is not answered, or answered with half of the text

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=topo/site.sh
. "$lib_dir/topo/site.sh"
need_tools ip jq nft socat curl
need_ersym
both_engines

port=9977

strays()
{
	two_circuits
	site_config | ersym_apply
	serve_site
	site_rule dmz eu
	each_flow inbound c
	each_flow talk_each c exchange 3
	wait_strayed us inside eu
	unplug "$dmz" eth0
}

# value SAMPLE: prints the value of a sample, given with its labels.
value()
{
	ersym metrics | sed -n "s/^${1//[\{\}.]/.} //p"
}

as_shown()
{
	local labels='{kind="return-out",expected="us",actual="eu"}' unit

	strays
	for unit in packets bytes connections; do
		assert_eq "$unit" "$(value "ersym_violation_${unit}_total$labels")" \
			"$(violations return-out us eu "$unit")"
	done
	assert_ge "packets" "$(violations return-out us eu)" 1
	assert_eq "born" "$(value 'ersym_circuit_born_connections_total{circuit="us",direction="in"}')" \
		"$(ersym -j show circuits | jq '.[0].born_in')"
	assert_eq "engine" "$(ersym metrics | grep -c "^ersym_info{.*engine=\"$ENGINE\"} 1$")" 1
	assert_eq "a link" "$(value 'ersym_link_running{circuit="us",device="us-sec"}')" 1
	ip -n "$edge" link set us-sec down
	assert_eq "a link that is down" \
		"$(value 'ersym_link_running{circuit="us",device="us-sec"}')" 0
	assert_eq "one that is complete" \
		"$(value 'ersym_link_complete{circuit="eu",device="eu-pri"}')" 1
	ip -n "$edge" route del default table 7002
	assert_eq "one whose route is missing" \
		"$(value 'ersym_link_complete{circuit="eu",device="eu-pri"}')" 0
}

survives_apply()
{
	local before

	strays
	before=$(ersym metrics | grep '^ersym_violation_.*return-out')
	eu_policy='{foreign: drop}'
	site_config | ersym_apply
	assert_eq "after apply" "$(ersym metrics | grep '^ersym_violation_.*return-out')" "$before"
}

# parsed: a reader of the format prints each sample.
parsed()
{
	python3 -c 'if True:
		import sys
		from prometheus_client.openmetrics.parser import text_string_to_metric_families
		for family in text_string_to_metric_families(sys.stdin.read()):
		    for sample in family.samples:
		        print(family.type, sample.name, *sample.labels.values(), int(sample.value))'
}

# us_sec_renamed NAME: a device may have any name without a space and a slash.
us_sec_renamed()
{
	ip -n "$edge" link set us-sec down
	ip -n "$edge" link set us-sec name "$1"
	ip -n "$edge" link set "$1" up
}

read_by_others()
{
	local name='us\"sec'

	two_circuits
	us_sec_renamed "$name"
	us_links="us-pri: {gateway: 198.51.100.2}, 'us\\\"sec': {gateway: 198.51.100.6}"
	site_config | sed 's/ *, *"20[^]]*"//' | ersym_apply
	ersym metrics | parsed > "$work/parsed"
	assert_eq "the link" "$(grep -c -x -F "gauge ersym_link_running us $name 1" "$work/parsed")" 1
	assert_match "the family of a counter" "$(< "$work/parsed")" \
		"counter ersym_circuit_born_connections_total us in 0"
}

# request TEXT: prints the first line of the answer to a request.
request()
{
	printf '%b' "$1" | ersym metrics --inetd > "$work/answer"
	sed -n '1s/\r$//p' "$work/answer"
}

requests()
{
	local long

	two_circuits
	site_config | ersym_apply
	assert_eq "GET" "$(request 'GET /metrics HTTP/1.1\r\nHost: edge\r\n\r\n')" "HTTP/1.1 200 OK"
	printf 'HEAD /metrics HTTP/1.1\r\n\r\n' | ersym metrics --inetd > "$work/head"
	assert_eq "HEAD has no body" "$(tail -n 1 "$work/head")" $'\r'
	assert_eq "another path" "$(request 'GET /metricsx HTTP/1.1\r\n\r\n')" \
		"HTTP/1.1 404 Not Found"
	assert_eq "another method" "$(request 'POST /metrics HTTP/1.1\r\n\r\n')" \
		"HTTP/1.1 405 Method Not Allowed"
	assert_eq "no HTTP" "$(request 'hello\n\n')" "HTTP/1.1 400 Bad Request"
	printf -v long 'GET /metrics HTTP/1.1\\r\\nX: %09000d' 0
	assert_eq "a long one" "$(request "$long")" \
		"HTTP/1.1 431 Request Header Fields Too Large"
	printf 'GET /metrics' > "$work/half"
	assert_fails ersym metrics --inetd < "$work/half"
	assert_eq "half of one" "$output" "ersym: cannot read the request: No data available"
	in_ns "$edge" socat "TCP-LISTEN:$port,bind=127.0.0.1,reuseaddr,fork" \
		"EXEC:$ERSYM metrics --inetd" &
	wait_for "socat" in_ns "$edge" curl -s -o "$work/scraped" "http://127.0.0.1:$port/metrics"
	assert_eq "the last line" "$(tail -n 1 "$work/scraped")" "# EOF"
	assert_eq "the type" "$(in_ns "$edge" curl -s -o /dev/null -w '%{content_type}' \
		"http://127.0.0.1:$port/metrics")" \
		"application/openmetrics-text; version=1.0.0; charset=utf-8"
}

# query EXPRESSION: prints what Prometheus answers.
query()
{
	in_ns "$edge" curl -s --data-urlencode "query=$1" http://127.0.0.1:9090/api/v1/query |
		jq -r '.data.result[] | .value[1]'
}

scraped()
{
	strays
	in_ns "$edge" socat "TCP-LISTEN:$port,bind=127.0.0.1,reuseaddr,fork" \
		"EXEC:$ERSYM metrics --inetd" &
	cat > "$work/prometheus.yaml" <<- END
		global: {scrape_interval: 1s}
		scrape_configs:
		  - job_name: ersym
		    static_configs: [{targets: ["127.0.0.1:$port"]}]
	END
	in_ns "$edge" prometheus --config.file="$work/prometheus.yaml" \
		--storage.tsdb.path="$work/prometheus" --web.listen-address=127.0.0.1:9090 \
		> "$work/prometheus.log" 2>&1 &
	wait_until_eq "a counter in Prometheus" "$(violations return-out us eu)" \
		query 'ersym_violation_packets_total{kind="return-out",expected="us",actual="eu"}'
	assert_eq "the target is up" "$(query 'up{job="ersym"}')" 1
}

nothing_in_force()
{
	two_circuits
	[ "$ENGINE" = module ] || assert_fails "metrics" ersym metrics
	site_config | ersym_apply
	ersym -c "$work/ersym.yaml" clear > "$work/clear.out"
	if [ "$ENGINE" = module ]; then
		assert_eq "a circuit" \
			"$(value 'ersym_circuit_born_connections_total{circuit="us",direction="in"}')" ""
	else
		assert_eq "status" "$(request 'GET /metrics HTTP/1.1\r\n\r\n')" \
			"HTTP/1.1 500 Internal Server Error"
	fi
}

test_case "the numbers of show" as_shown
test_case "counters survive apply" survives_apply
! python3 -c 'import prometheus_client' 2> /dev/null ||
	test_case "a reader of OpenMetrics takes it, with any name of a device" read_by_others
test_case "each HTTP request has its answer" requests
! command -v prometheus > /dev/null ||
	test_case "Prometheus scrapes it" scraped
test_case "nothing is in force" nothing_in_force
run_tests "$@"
