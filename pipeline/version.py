"""The version of the code that reads documents; stored with every revision."""

CODE_VERSION = "0.1.0"
