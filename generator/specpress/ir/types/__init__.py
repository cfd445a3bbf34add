"""The records of the IR: platform, models, types, rules, prices."""
