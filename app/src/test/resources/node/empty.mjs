// Has no tests on purpose: what runs it must notice.
