"""Every job's path leads to a function, every queue has a worker, every sweep hands work to a known job."""

import inspect

import wsgi
from mis import jobs

JOBS = [job for part in wsgi.PARTS for job in part.jobs]
SWEEPS = [sweep for part in wsgi.PARTS for sweep in part.sweeps]


def test_every_job_path_resolves_to_a_function_of_one_id() -> None:
    assert JOBS
    for job in JOBS:
        function = jobs.function(job.path)
        assert len(inspect.signature(function).parameters) == 1, job.path


def test_every_sweep_hands_work_to_a_job_that_is_declared() -> None:
    assert SWEEPS
    assert {sweep.job for sweep in SWEEPS} <= set(JOBS)


def test_a_lost_job_of_every_kind_would_be_swept() -> None:
    assert {sweep.job for sweep in SWEEPS} == set(JOBS)
