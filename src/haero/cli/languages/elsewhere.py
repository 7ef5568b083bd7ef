"""What rooms below the command line and the parser of flags say, in English, and what that is in Korean.

Each is a template: {0}, {1} stand for what is filled in there, in the order of the English text. A text that fits none is told as
it is: short technical ones of the journal's files, of master files and of recordings stay English.
"""

USAGE: tuple[tuple[str, str], ...] = (
    ("No such option: {0} (Possible options: {1})", "없는 옵션입니다: {0} (비슷한 옵션: {1})"),
    ("No such option: {0} Did you mean {1}?", "없는 옵션입니다: {0} 혹시 {1}입니까?"),
    ("No such option: {0}", "없는 옵션입니다: {0}"),
    ("No such command '{0}'. Did you mean {1}?", "없는 명령입니다: '{0}' 혹시 {1}입니까?"),
    ("No such command '{0}'.", "없는 명령입니다: '{0}'"),
    ("Missing argument '{0}'.", "빠진 인수입니다: {0}"),
    ("Missing option '{0}'.", "빠진 옵션입니다: {0}"),
    ("Missing command.", "명령을 써야 합니다."),
    ("Got unexpected extra argument(s) ({0})", "쓸 수 없는 인수입니다: {0}"),
    ("Got unexpected extra argument ({0})", "쓸 수 없는 인수입니다: {0}"),
    ("Got unexpected extra arguments ({0})", "쓸 수 없는 인수입니다: {0}"),
    ("Option '{0}' requires an argument.", "옵션 '{0}' 뒤에 값을 써야 합니다."),
    ("Option '{0}' does not take a value.", "옵션 '{0}'에는 값을 쓸 수 없습니다."),
    ("Invalid value for {0} (env var: 'None'): {1}", "{0}: {1}"),
    ("Invalid value for {0} (env var: '{1}'): {2}", "{0}(환경변수 {1}): {2}"),
    ("Invalid value for {0}: {1}", "{0}: {1}"),
)
"""Of the parser of flags."""

VALUES: tuple[tuple[str, str, str], ...] = (
    (
        "Input should be a valid integer, unable to parse string as an integer",
        "must be a whole number",
        "정수를 쓰십시오",
    ),
    (
        "'{0}' is not a valid integer range.",
        "must be a whole number, not {0}",
        "{0}: 정수를 쓰십시오",
    ),
    ("'{0}' is not a valid integer.", "must be a whole number, not {0}", "{0}: 정수를 쓰십시오"),
    ("Input should be less than or equal to {0}", "must be at most {0}", "{0} 이하여야 합니다"),
    ("Input should be greater than or equal to {0}", "must be at least {0}", "{0} 이상이어야 합니다"),
    ("{0} is not in the range {1}<=x<={2}.", "{0}: must be {1} to {2}", "{0}: {1}부터 {2}까지입니다"),
    ("{0} is not in the range x>={1}.", "{0}: must be at least {1}", "{0}: {1} 이상이어야 합니다"),
    (
        "Input should be a valid boolean, unable to interpret input",
        "must be true or false",
        "true 또는 false여야 합니다",
    ),
    ("Value error, '{0}' is not one of {1}.", "'{0}' is not one of {1}.", "'{0}': {1} 중 하나여야 합니다"),
    ("'{0}' is not one of {1}.", "'{0}' is not one of {1}.", "'{0}': {1} 중 하나여야 합니다"),
)
"""What the parser says of a value: its own text, and the same as a person says it, in English and in Korean."""

REASONS: tuple[tuple[str, str], ...] = (
    # the market and the clock of a running haero
    ("no such symbol: {0}", "없는 종목입니다: {0}"),
    ("no such account: {0}", "없는 계좌입니다: {0}"),
    ("exchange: one of {0}", "거래소는 {0} 중 하나여야 합니다"),
    ("{0} is halted already", "이미 거래정지된 종목입니다: {0}"),
    ("{0} is not halted", "거래정지된 종목이 아닙니다: {0}"),
    ("{0} is halted", "거래정지된 종목입니다: {0}"),
    ("bid {0} is not below ask {1}", "매수호가({0})는 매도호가({1})보다 낮아야 합니다"),
    ("{0} is not above 0 and at most {1}", "{0}: 0보다 크고 {1} 이하여야 합니다"),
    ("{0} has more than {1} digits after the point", "{0}: 소수점 아래는 {1}자리까지입니다"),
    ("{0} is not from {1} to {2}", "{0}: {1}부터 {2}까지입니다"),
    ("prices can be posted only with --market manual", "가격은 --market manual일 때만 넣을 수 있습니다"),
    ("time only moves forward: {0} is before {1}", "시각은 앞으로만 갑니다. 지금({1})보다 이릅니다: {0}"),
    ("the clock is being moved: wait until it has arrived", "시각을 옮기는 중입니다: 끝날 때까지 기다리십시오"),
    ("at most {0} days in one move", "한 번에 {0}일까지 옮길 수 있습니다"),
    ("the calendars of this haero end: not later than {0}", "이 haero의 달력은 {0}까지입니다"),
    ("the move was ended by a stop or a reset", "멈춤 또는 초기화로 이동이 끝났습니다"),
    ("reason: at most {0} characters", "사유는 {0}자까지입니다"),
    # faults
    ("there is no fault {0}; there are {1}", "없는 장애입니다: {0}. 있는 장애: {1}"),
    ("{0}: {1} must be {2}, not {3}", "{0}: {1}에 쓸 수 없는 값입니다: {3}. 쓸 수 있는 값: {2}"),
    ("{0} has no parameter {1}; it has {2}", "{0}에 없는 매개변수입니다: {1}. 있는 매개변수: {2}"),
    ("{0} faults are armed, and no more can be: clear some", "장애는 {0}개까지 걸 수 있습니다: 일부를 해제하십시오"),
    ("no fault {0} is armed: GET /control/faults lists them", "{0}번 장애는 없습니다: `haero fault list`로 보십시오"),
    ("times must be 1 to {0}, or left out: until it is cleared", "횟수는 1부터 {0}까지이며, 없으면 해제할 때까지입니다"),
    ("tr_id: {0} is no TR of such a {1}: {2}", "이 장애에 쓸 수 없는 TR입니다: {0}({1}). {2}"),
    ("symbol: at most {0} characters", "종목코드는 {0}자까지입니다"),
    ("haero has stopped taking commands: {0}", "haero가 명령을 더 받지 않습니다: {0}"),
    # a start
    ("port {0} is taken: stop what uses it, or choose another with {1}",
     "포트 {0}번을 이미 쓰고 있습니다: 쓰는 프로그램을 멈추거나 다른 포트를 쓰십시오({1})"),
    ("{0} is in use by another haero: stop it, or choose another folder with --data",
     "다른 haero가 쓰고 있는 폴더입니다: {0}. 그것을 멈추거나 --data로 다른 폴더를 쓰십시오"),
    ("--market {0}: must be synthetic, manual or replay:FILES", "--market {0}: synthetic, manual, replay:파일 중 하나여야 합니다"),
    ("--market replay: names no files, such as replay:data/*.csv.gz",
     "--market replay: 뒤에 파일을 쓰십시오: replay:data/*.csv.gz"),
    ("--market {0}: no such file; name {1} files, such as {2}",
     "--market {0}: 그런 파일이 없습니다. {1} 파일을 쓰십시오: {2}"),
    ("--market {0}: the recording runs from {1} to {2}, and the journal of this folder has reached {3}: "
     "time only moves forward, so choose a new folder, like --data replay-data",
     "--market {0}: 기록은 {1}부터 {2}까지인데 이 폴더의 저널은 {3}까지 갔습니다. 시각은 앞으로만 가므로 "
     "--data replay-data처럼 새 폴더를 쓰십시오"),
    ("--market {0} has no end of its own: say when with --to", "--market {0}에는 끝이 없습니다: --to로 끝을 정하십시오"),
    ("--speed {0} is not supported: 0 (stands still), up to {1}, or max",
     "--speed {0}: 0(멈춤), {1} 이하의 수, max 중 하나여야 합니다"),
    ("speed {0} is not supported: 0 (stands still), up to {1}, or max",
     "speed {0}: 0(멈춤), {1} 이하의 수, max 중 하나여야 합니다"),
    ("--at {0}: must be open, now, or a time like {1}", "--at {0}: open, now, {1} 같은 시각 중 하나여야 합니다"),
    ("--at {0}: needs a time and an offset, like {1} or {2}", "--at {0}: 시각과 UTC 차이까지 쓰십시오: {1} 또는 {2}"),
    ("--at {0}: lies outside the years 1 to 9999", "--at {0}: 1년부터 9999년까지만 됩니다"),
    ("--at {0} lies before the last event of this journal ({1}): choose a later time, or another folder with --data",
     "--at {0}: 이 저널의 마지막 이벤트({1})보다 이릅니다. 더 늦은 시각을 쓰거나 --data로 다른 폴더를 쓰십시오"),
    ("--at {0}: the recording runs from {1} to {2}: choose a time in it, or open",
     "--at {0}: 기록은 {1}부터 {2}까지입니다. 그 안의 시각이나 open을 쓰십시오"),
    ("--to {0} is not behind the start, {1}", "--to {0}: 시작({1})보다 늦어야 합니다"),
    ("{0}: unknown setting '{1}'; known are {2}", "{0}: 없는 설정 '{1}'. 있는 설정: {2}"),
    ("{0}: not TOML: {1}", "{0}: TOML 형식이 아닙니다: {1}"),
    ("{0}: unknown; known are {1}", "{0}: 없는 이름입니다. 있는 이름: {1}"),
    ("{0}: must be a whole number, not {1}", "{0}: 정수여야 합니다"),
    ("{0}: must be a number, not {1}", "{0}: 숫자여야 합니다"),
    ("{0}: must be a number", "{0}: 숫자여야 합니다"),
    ("{0}: must be true or false, not {1}", "{0}: true 또는 false여야 합니다"),
    # folders and programs
    ("{0}: no journal here: is this the right folder? (--data DIR)", "{0}: 저널이 없습니다. 폴더가 맞습니까? (--data 폴더)"),
    ("{0} is not empty: name a new folder", "비어 있지 않은 폴더입니다: {0}. 새 폴더를 쓰십시오"),
    ("no program is named", "프로그램을 쓰십시오"),
    ("{0}: no journal here", "{0}: 저널이 없습니다"),
    ("{0}: is there and is no folder", "{0}: 이미 있고 폴더가 아닙니다"),
    # the system
    ("{0}: No such file or directory", "{0}: 그런 파일이나 폴더가 없습니다"),
    ("{0}: Permission denied", "{0}: 권한이 없습니다"),
    ("{0}: Is a directory", "{0}: 폴더입니다"),
    ("{0}: Not a directory", "{0}: 폴더가 아닙니다"),
    ("{0}: Read-only file system", "{0}: 읽기 전용입니다"),
    ("No space left on device", "디스크에 남은 공간이 없습니다"),
)  # fmt: skip
"""Of the control port, of settings, folders, programs and the system."""
