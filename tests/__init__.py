"""The tests of Rejoinder. A package, so that one test file can use the tools of another: `from tests.… import …`."""
