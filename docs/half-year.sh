#!/bin/sh
# Half a year of mock evaluations, held in minutes and without network: 26 Friday rounds
# (13 faithful, 13 that cover), three cross inspections and one sealed ceremony with the
# public beacon, each with teams by lot and results. At the end everything is exported and
# computed again by docs/drill.py, which shares no code with the program.
#
#   SITEDRAW=./sitedraw sh docs/half-year.sh FOLDER     FOLDER must not be there yet
#
# The half year is one that has passed: the beacon's round 1000, published on 2023-08-23
# at 15:59:24 UTC, has a signature that everybody knows. --clock tells the time, which only
# a folder for trying out allows; its log's name says so.
set -eu
docs=$(cd "$(dirname "$0")" && pwd)
sitedraw=${SITEDRAW:-sitedraw}
case $sitedraw in */*) sitedraw=$(cd "$(dirname "$sitedraw")" && pwd)/$(basename "$sitedraw") ;; esac
folder=${1:?which folder?}
mkdir "$folder" && cd "$folder"

at() { # at TIME VERB ARG…: do something in the folder at a time
	when=$1 verb=$2
	shift 2
	"$sitedraw" --lang en drill "$verb" --data office --clock "$when" "$@"
}

# What an office has: a register and twelve inspectors, two of each of six townships.
"$sitedraw" --lang en demo --export demo
cat > inspectors.csv <<-END
	id,name,township,qualifications,recusals,absences
	I01,Wang,990100001000,lead,,
	I02,Li,990100001000,,,
	I03,Zhang,990100002000,lead,,
	I04,Liu,990100002000,,,2023-10-06~2023-10-13 leave
	I05,Chen,990100003000,lead,,
	I06,Yang,990100003000,,,
	I07,Zhao,990100100000,lead,,
	I08,Huang,990100100000,,,
	I09,Zhou,990100102000,lead,,
	I10,Wu,990100102000,,,
	I11,Xu,990100103000,lead,,
	I12,Sun,990100103000,,,
END

# Four drills, fixed before the first round. Each stands in the log from now on.
now=2023-08-23T15:57:00Z
drill() { # drill NAME OPTION…
	name=$1
	shift
	at $now new --name "$name" --register county --plan sanitary-county --lead-qualification lead --teams 2 "$@"
}
drill faithful --frame demo/register.ndjson --inspectors inspectors.csv --seeds practice --seed half-a-year \
	--every 'FREQ=WEEKLY;INTERVAL=2;BYDAY=FR' --start 2023-08-25T09:00 --until 2024-02-09
drill cover --mode cover --reach area --seeds practice \
	--every 'FREQ=WEEKLY;INTERVAL=2;BYDAY=FR' --start 2023-09-01T09:00 --until 2024-02-16
drill cross --way cross --seeds practice --every 2023-10-14,2023-12-09,2024-02-03 --start 2023-10-14T09:00
drill ceremony --seeds sealed --lead 1h --every 2023-08-24 --start 2023-08-24T00:01

# The ceremony. It is sealed late, so that it closes two seconds before the beacon speaks.
at 2023-08-23T15:57:44Z round
at 2023-08-23T16:01:00Z round --signature \
	b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39

# results DRILL ROUND DAY: the two of each team report of its sites by turns. The awk puts
# commas in quotes aside, and makes up how many of ten checks were met.
results() {
	at "$3T18:00:00+08:00" teams --name "$1" --round "$2" -o teams.csv
	awk 'BEGIN { FS = OFS = "\"" } { for (i = 2; i <= NF; i += 2) gsub(",", ";", $i) } 1' teams.csv |
		awk -F, -v day="$3" -v round="$2" 'BEGIN { print "id,met,observed,when,by" }
			NR % 2 { sub("[^;]*;", "", $6) }
			NR > 1 && match($6, /I[0-9]+/) && $8 != "" {
				print $8 "," 6 + (NR * 7 + round * 3) % 5 ",10," day "," substr($6, RSTART, RLENGTH)
			}' > results.csv
	sed 's/.*,//' results.csv >> reporters.txt
	at "$3T18:00:00+08:00" results --name "$1" --round "$2" results.csv
}
results ceremony 1 2023-08-24

# Every round on its day, in the order of the calendar.
for name in faithful cover cross; do
	at 2023-08-24T18:00:00+08:00 status --name $name --format csv | sed 1d | awk -F, -v name=$name '{ print $2, name, $1 }'
done | sort > calendar.txt
while read -r day time name round; do
	at "${day}T$time:00+08:00" round
	if [ "$name$round" = faithful3 ]; then # a site is closed, and somebody is ill
		site=$(at "${day}T10:00:00+08:00" teams --name $name --round $round --format json |
			sed 's/.*"sites":\[{"id":"\([^"]*\)".*/\1/')
		at "${day}T10:00:00+08:00" reserve --name $name --round $round --site "$site" --code closed
		at "${day}T10:00:00+08:00" teams --name $name --round $round --again --absent I06 --reason 'I06 is ill'
	fi
	results "$name" "$round" "$day"
done < calendar.txt

echo "$(grep I reporters.txt | sort -u | wc -l | tr -d ' ') inspectors reported."

# What was reached; then everything leaves the house, and is computed again.
end=2024-03-01T09:00:00+08:00
at $end round
at $end status
at $end coverage --name cover -o coverage.xlsx
for name in ceremony faithful cover cross; do
	at $end export --name $name -o $name.zip
done
python3 "$docs/drill.py" ceremony.zip faithful.zip cover.zip cross.zip
