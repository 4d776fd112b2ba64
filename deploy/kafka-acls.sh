#!/bin/sh
# Gives a Kafka principal the rights that its role needs, and no others (docs/access.md has the table).
# A second run changes nothing. Brokers need an authorizer, and allow.everyone.if.no.acl.found=false.
set -eu

usage() {
  cat >&2 <<'END'
usage: kafka-acls.sh [--dry-run] [--remove] ROLE PRINCIPAL [NAME]

  api | relay | projector | scheduler
                            a process of this service with that role
  service                   one with all of them
  wwsf                      NAME is its wwsf_id: writes its commands, reads its outcomes
  analyst | auditor         NAME identifies this reader: reads events and checkpoints

  PRINCIPAL   as Kafka writes it: User:allocator, or User:CN=allocator,O=Example for a certificate
  --dry-run   prints the commands and runs none
  --remove    removes the same rights

environment: BOOTSTRAP (127.0.0.1:9092)   host:port of a broker
             COMMAND_CONFIG               properties file of Kafka's tool; its user must be allowed to alter ACLs
             KAFKA_BIN (/opt/kafka/bin)   folder of Kafka's own kafka-acls.sh
             PREFIX (allocation)          the service's KAFKA_TOPIC_PREFIX

example: BOOTSTRAP=kafka-1:9093 COMMAND_CONFIG=admin.properties kafka-acls.sh wwsf User:wwsf-a wwsf-a
END
  exit 2
}

refuse() {
  echo "kafka-acls.sh: $1" >&2
  exit 2
}

dry_run=no
change=--add
while [ $# -gt 0 ]; do
  case $1 in
    --dry-run) dry_run=yes ;;
    --remove) change=--remove ;;
    -*) usage ;;
    *) break ;;
  esac
  shift
done
[ $# -ge 2 ] && [ $# -le 3 ] || usage
role=$1 principal=$2 name=${3-}
prefix=${PREFIX-allocation} bootstrap=${BOOTSTRAP-127.0.0.1:9092}
tool=${KAFKA_BIN-/opt/kafka/bin}/kafka-acls.sh

case $principal in
  *:\*) refuse "$principal is every principal: name one, such as User:wwsf-a" ;;
  [A-Za-z]*:?*) ;;
  *) refuse "invalid principal $principal: write User:name" ;;
esac
case $prefix in
  '' | [!A-Za-z0-9]* | *[!A-Za-z0-9._-]*) refuse "invalid PREFIX=$prefix: use letters, digits, dots, underscores and hyphens" ;;
esac
case $role in
  wwsf | analyst | auditor)
    case $name in
      '' | [!A-Za-z0-9]* | *[!A-Za-z0-9._-]*) refuse "the $role needs a NAME of letters, digits, dots, underscores and hyphens" ;;
      dead-letter) [ "$role" != wwsf ] || refuse 'a WWSF cannot have the name dead-letter' ;;
    esac
    ;;
  *) [ -z "$name" ] || usage ;;
esac

# allow literal|prefixed KIND RESOURCE OPERATION...   Read and Write include Describe.
allow() {
  pattern=$1 kind=$2 resource=$3
  shift 3
  operations=
  for operation; do operations="$operations --operation $operation"; done
  # Operations are words of this script, which the shell must split.
  # shellcheck disable=SC2086
  set -- "$tool" --bootstrap-server "$bootstrap" ${COMMAND_CONFIG:+--command-config "$COMMAND_CONFIG"} \
    $change --allow-principal "$principal" $operations --resource-pattern-type "$pattern" "--$kind" "$resource"
  [ $change = --add ] || set -- "$@" --force
  if [ $dry_run = no ]; then
    "$@"
    return
  fi
  line=
  for word; do
    case $word in
      *[!A-Za-z0-9._:/=,@-]*) word="'$(printf %s "$word" | sed "s/'/'\\\\''/g")'" ;;
    esac
    line="$line${line:+ }$word"
  done
  printf '%s\n' "$line"
}

# The colon ends the name: the groups of wwsf-a are not a prefix of those of wwsf-a.b.
reader_groups() {
  allow prefixed group "$prefix.$1.$name:" Read
}

api() {
  allow prefixed topic "$prefix.commands." Create Read Delete DescribeConfigs
  allow prefixed topic "$prefix.outcomes." Create Write DescribeConfigs
  allow literal topic "$prefix.commands.dead-letter" Write
  allow prefixed group "$prefix.intake." Read
  # The group of version 0.1: its offsets are copied to the group of each WWSF.
  allow literal group "$prefix.commands" Describe
  published_so_far
}

# At start each process compares the store with the published events, and checks the retention of the topic.
published_so_far() {
  allow literal topic "$prefix.events" Describe DescribeConfigs
  allow literal group "$prefix.relay" Describe
}

relay() {
  allow literal topic "$prefix.events" Create Read Write DescribeConfigs
  allow literal topic "$prefix.checkpoints" Create Write DescribeConfigs
  allow prefixed transactional-id "$prefix.relay." Write
  allow literal group "$prefix.relay" Read
  # If the checkpoint is lost, the end of the topic is read in a group that is deleted afterwards.
  allow prefixed group "$prefix.relay.tail." Read Delete
}

# After an erasure it deletes the answered commands of the WWSF.
scheduler() {
  allow prefixed topic "$prefix.commands." Delete
  allow prefixed group "$prefix.intake." Describe
  allow literal group "$prefix.commands" Describe
  published_so_far
}

projector() {
  allow literal topic "$prefix.events" Read
  allow prefixed group "$prefix.projector." Read
  published_so_far
}

case $role in
  api) api ;;
  relay) relay ;;
  projector) projector ;;
  scheduler) scheduler ;;
  service)
    api
    relay
    projector
    ;;
  wwsf)
    allow literal topic "$prefix.commands.$name" Write
    allow literal topic "$prefix.outcomes.$name" Read
    reader_groups wwsf
    ;;
  analyst | auditor)
    allow literal topic "$prefix.events" Read
    allow literal topic "$prefix.checkpoints" Read
    reader_groups "$role"
    ;;
  *) usage ;;
esac
