"""Texts that would do something if a page took them for markup."""

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "{{ 70001*3 }}{% include 'x' %}",
    "javascript:alert(1)",
    "</pre></details><iframe src=//evil.example>",
    "<!--<script>-->",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<base href=//evil.example>",
    "<style>@import url(//evil.example)</style>",
    "[x](javascript:alert(1)) ![y](//evil.example/y.png)",
]
