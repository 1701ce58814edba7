"""The program as forms: one for each rule, tier and reward, from tables of fields."""
