#!/bin/sh
# Makes the secrets that compose.yaml hands to its services, once; what is there already stays.
#     sh deploy/make_secrets.sh
set -eu
umask 077
folder="$(dirname "$0")/secrets"
mkdir -p "$folder"

random() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; }
keep() { [ -s "$folder/$1" ] || printf '%s' "$2" >"$folder/$1"; }
url() { printf 'postgresql://%s:%s@database/%s' "$1" "$(cat "$folder/$2")" "$3"; }

for name in postgres_password main_password box_password secret_key metrics_token; do
    keep "$name" "$(random)"
done
keep database_url "$(url feedbackpulse_main main_password feedbackpulse)"
keep ballot_database_url "$(url feedbackpulse_box box_password feedbackpulse_ballots)"
# The services run as another user than you: they read these files, each put in its place by Docker.
# The folder keeps everybody else of this machine out.
chmod 0700 "$folder"
chmod 0644 "$folder"/*
echo "The secrets are in $folder. Keep a copy of secret_key where you keep the keystore's."
