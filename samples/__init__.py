"""The sample archive: papers we wrote ourselves (MẪU), their files and their truth."""
