"""What `haero fault` says: the name, English, Korean."""

TEXTS: dict[str, tuple[str, str]] = {
    "fault_armed": ("armed: {name}, number {id}", "주입 대기: {name}, 번호 {id}"),
    "fault_none": ("nothing is armed. There are: {known}", "대기 중인 장애가 없습니다. 있는 장애: {known}"),
    "fault_cleared": ("cleared: {count}", "해제: {count}건"),
    "fault_for_ever": ("for ever", "계속"),
    "param_form": ("--param {given}: must be like seconds=3", "--param {given}: seconds=3처럼 쓰십시오"),
    "column_id": ("number", "번호"),
    "column_fault": ("fault", "장애"),
    "column_left": ("times left", "남은 횟수"),
    "column_fired": ("fired", "발생"),
    "column_aim": ("only for", "대상"),
    "column_params": ("parameters", "매개변수"),
}
