#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: none. Files in yaml/good and yaml/bad, each with the exact messages that a
#           user must get
# Claim: every mistake is reported at its place, all of them at once, with the remedy;
#        text and JSON agree; good files pass; the JSON Schema agrees with the command
#        wherever a schema can judge
# Catches: a rule that is not enforced, or enforced on good files; a message with the
#          wrong line; a mistake that hides others or causes further messages; a schema
#          that is out of date

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

command -v jq > /dev/null || skip_all "needs jq"
[ -x "${ERSYM:-}" ] || skip_all "needs ersym in the PATH or in ERSYM"

files=$lib_dir/yaml
: "${ERSYM_SCHEMA:=$lib_dir/../Documentation/ersym.schema.json}"
: "${ERSYM_MANUAL:=$lib_dir/../Documentation/man/ersym.yaml.5}"
: "${ERSYM_README:=$lib_dir/../README.md}"

# Makes the text form from the JSON form.
as_text='.[] | "\(.file):\(.line):\(.column): " +
	(if .severity == "warning" then "warning: " else "" end) + .message'

# check_file good|bad NAME
check_file()
{
	local status=0 text json expected

	cd "$files/$1"
	expected=$(cat "$2.expected")
	text=$("$ERSYM" -c "$2.yaml" check 2>&1) || status=$?
	assert_eq "exit status" "$status" "$([ "$1" = good ] && echo 0 || echo 1)"
	assert_eq messages "$text" "$expected"

	json=$("$ERSYM" -j -c "$2.yaml" check) || status=$?
	assert_eq "messages as JSON" "$(jq -r "$as_text" <<< "$json")" "$expected"
	jq -e 'all(.[]; keys == ["code", "column", "file", "line", "message",
		"severity"] and (.code | test("^[a-z-]+$")))' <<< "$json" > "$work/out" ||
		fail "members of the JSON: $json"
}

schema_agrees()
{
	local file names

	[ -r "$ERSYM_SCHEMA" ] || skip "needs the schema, here or in ERSYM_SCHEMA"
	python3 -c 'import jsonschema, yaml' 2> /dev/null ||
		skip "needs python3-jsonschema and python3-yaml"
	cd "$files/$1"
	names=(*.yaml)
	for file in "${names[@]}"; do
		"$ERSYM" -j -c "$file" check || :
	done | python3 "$lib_dir/helpers/schema.py" "$ERSYM_SCHEMA" "${names[@]}"
}

# The codes in the manual page are those that the files get.
codes()
{
	local manual

	[ -r "$ERSYM_MANUAL" ] || skip "needs the manual, here or in ERSYM_MANUAL"
	manual=$(sed '1,/^\.Sh DIAGNOSTICS/d; /^\.Sh/,$d' "$ERSYM_MANUAL" |
		sed -n '/^Errors of form/,$s/^\.Ic \([a-z-]*\).*/\1/p' | sort -u)
	cd "$files"
	assert_eq "codes of the files" "$(
		{
			echo unreadable # it has no file, but a case
			for file in {good,bad}/*.yaml; do
				"$ERSYM" -j -c "$file" check | jq -r '.[].code' || :
			done
		} | sort -u)" "$manual"
}

# status_is STATUS REGEX ARGUMENT...: exit status and output of the command.
status_is()
{
	local status=0 wanted=$1 regex=$2 text

	shift 2
	text=$("$ERSYM" "$@" 2>&1) || status=$?
	assert_eq "exit status of: ersym $*" "$status" "$wanted"
	assert_match "output of: ersym $*" "$text" "$regex"
}

unreadable()
{
	status_is 1 '^/nowhere/ersym.yaml: cannot read the file: No such file' \
		check -c /nowhere/ersym.yaml
	status_is 1 ': cannot read the file: Is a directory$' check --config="$files"
	status_is 1 '"line": null' -j check -c /nowhere/ersym.yaml
	status_is 1 'cannot read the file: it has more than 16 MiB$' check -c/dev/zero
}

usage()
{
	cd "$files/good"
	status_is 0 '^Usage: ersym' --help
	status_is 0 '^Usage: ersym' check -h
	status_is 0 '^ersym [0-9]+\.[0-9]+\.[0-9]+$' --version
	status_is 2 'a command is missing'
	status_is 2 'unknown command chek' chek
	status_is 2 'unknown option --jsno' --jsno check
	status_is 2 'check takes no arguments: file' check file
	status_is 2 'check takes no arguments: -j' check -- -j
	status_is 2 '-c needs a file' check -c
	status_is 0 '^\[\]$' check -c smallest.yaml -j
	status_is 0 '^\[\]$' --json --config smallest.yaml check
	status_is 0 '^$' -csmallest.yaml check
}

output_fails()
{
	local status=0

	"$ERSYM" --help > /dev/full 2> "$work/err" || status=$?
	assert_eq "exit status" "$status" 1
	assert_match message "$(cat "$work/err")" '^ersym: cannot write the output: '
}

# split_readme: block1 is the README's file, each other block a line to add to it.
split_readme()
{
	awk '/^```/ { within = /^```yaml$/; n += within; next } within { print > ("block" n) }' \
		"$ERSYM_README"
}

# What the README shows: its file, lines to add, and the message for a mistake in it.
readme()
{
	local status=0 more

	[ -r "$ERSYM_README" ] || skip "needs the README, here or in ERSYM_README"
	cd "$work"
	split_readme
	mv block1 ersym.yaml
	"$ERSYM" -c ersym.yaml check
	for more in block*; do
		cat ersym.yaml "$more" > more.yaml
		"$ERSYM" -c more.yaml check
	done
	sed -i 's,20\.2\.2\.8/29,20.2.2.0/28,' ersym.yaml
	"$ERSYM" -c ersym.yaml check > out 2>&1 || status=$?
	assert_eq "exit status" "$status" 1
	assert_eq "refusal" "$(cat out)" "$(grep '^ersym.yaml:[0-9]' "$ERSYM_README")"
}

for kind in good bad; do
	for file in "$files/$kind"/*.yaml; do
		name=$(basename "$file" .yaml)
		test_case "$kind: $name" check_file "$kind" "$name"
	done
	test_case "schema: $kind" schema_agrees "$kind"
done
test_case "every code in the manual has a file, and every file's code is there" codes
test_case "a file that cannot be read" unreadable
test_case "the file and the refusal of the README" readme
test_case "the command line" usage
test_case "output that cannot be written" output_fails

run_tests "$@"
