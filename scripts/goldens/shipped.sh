#!/bin/sh
# Makes the goldens of the shipped model again, after models/emoji has changed. Needs scripts/goldens/requirements.txt;
# PYTHON names another interpreter than python3.
set -e
cd "$(dirname "$0")/../.."
python=${PYTHON:-python3}
"$python" scripts/goldens/emoji.py models/emoji src/models/goldens/emoji.safetensors
"$python" scripts/goldens/pictures.py src/sampling/goldens
chmod 644 src/models/goldens/*.safetensors src/sampling/goldens/*
